"""Hosts that families found and propose to the school (R-AG-5); not placements yet."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from directory.history import tracked
from placements.enums import FamilyMember, ProposalState
from placements.models.placements import Placement
from placements.models.pupils import OfPupilQuerySet, Pupil


class PlacementProposalQuerySet(OfPupilQuerySet):
    """A family reads its own by its link."""

    def waiting(self):
        return self.filter(state=ProposalState.WAITING)


@tracked(part_of="pupil")
class PlacementProposal(models.Model):
    """What a pupil or a guardian typed of a host, before anybody matched the company.

    It goes with the pupil: the placement that it became keeps what counts.
    """

    pupil = models.ForeignKey(Pupil, models.CASCADE, related_name="proposals", verbose_name="élève")
    state = models.CharField(
        "état", max_length=10, choices=ProposalState, default=ProposalState.WAITING
    )
    author = models.CharField("proposé par", max_length=8, choices=FamilyMember)
    reply_email = models.EmailField("courriel pour la réponse", blank=True)
    host_name = models.CharField("entreprise ou organisme", max_length=200)
    host_address = models.CharField("adresse", max_length=250, blank=True)
    host_postcode = models.CharField("code postal", max_length=5, blank=True)
    host_city = models.CharField("commune", max_length=120)
    contact_name = models.CharField("personne qui a dit oui", max_length=120)
    host_email = models.EmailField("courriel de l’entreprise", blank=True)
    host_phone = models.CharField("téléphone de l’entreprise", max_length=20, blank=True)
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    tutor_name = models.CharField("tuteur", max_length=120, blank=True)
    message = models.TextField("message", max_length=600, blank=True)
    reason = models.CharField("motif", max_length=300, blank=True)
    placement = models.OneToOneField(
        Placement,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="proposal",
        verbose_name="stage",
    )
    proposed_at = models.DateTimeField("proposé le", auto_now_add=True)
    decided_at = models.DateTimeField("décidé le", null=True, blank=True, editable=False)

    year_through = "pupil"
    objects = PlacementProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "proposition de stage"
        verbose_name_plural = "propositions de stage"
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="placements_proposal_days",
                violation_error_message="Le dernier jour précède le premier.",
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.DECLINED) | ~Q(reason=""),
                name="placements_declined_why",
                violation_error_message="Une proposition écartée a un motif.",
            ),
        ]

    def __str__(self):
        return self.host_name

    def get_absolute_url(self):
        return reverse("placements:proposal", args=[self.pk])
