"""Who belongs to a network or institution, and what it does (DOMAIN §1). Its referents are its
contacts (`directory.Contact`)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from directory.history import tracked
from directory.models.base import SignedInQuerySet
from partnerships.models.offers import exactly_one


class NetworkMemberQuerySet(SignedInQuerySet):
    def present(self):
        """Those who have not left."""
        return self.filter(left_on=None)

    def positions(self, networks):
        """(latitude, longitude) of the members of these networks that have one, each once."""
        rows = self.filter(network__in=networks).annotate(
            y=Coalesce("company__latitude", "school__latitude"),
            x=Coalesce("company__longitude", "school__longitude"),
        )
        return list(rows.exclude(y=None).order_by("y", "x").values_list("y", "x").distinct())


@tracked
class NetworkMember(models.Model):
    """A company or a school that belongs to a network, since when and until when."""

    network = models.ForeignKey(
        "directory.PartnerNetwork",
        models.CASCADE,
        related_name="members",
        verbose_name="réseau",
    )
    company = models.ForeignKey(
        "directory.Company",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="entreprise",
    )
    school = models.ForeignKey(
        "directory.School",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="memberships",
        verbose_name="établissement",
    )
    joined_on = models.DateField("membre depuis le", default=timezone.localdate)
    left_on = models.DateField("parti le", null=True, blank=True)

    objects = NetworkMemberQuerySet.as_manager()

    class Meta:
        verbose_name = "membre d’un réseau"
        verbose_name_plural = "membres des réseaux"
        ordering = ["joined_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="network_member_of_one",
                condition=exactly_one("company", "school"),
                violation_error_message="Un membre est une entreprise ou un établissement.",
            ),
            models.CheckConstraint(
                name="network_member_leaves_after",
                condition=Q(left_on=None) | Q(left_on__gte=models.F("joined_on")),
                violation_error_message="Un membre part après son arrivée.",
            ),
            models.UniqueConstraint(
                name="network_member_once",
                fields=["network", "company", "school"],
                condition=Q(left_on=None),
                nulls_distinct=False,
                violation_error_message="Ce membre est déjà dans le réseau.",
            ),
        ]

    def __str__(self):
        return f"Membre n° {self.pk}"

    @property
    def organisation(self):
        return self.company or self.school


@tracked
class NetworkAction(models.Model):
    """What a network did or will do: a day, a title, a few words."""

    network = models.ForeignKey(
        "directory.PartnerNetwork",
        models.CASCADE,
        related_name="actions",
        verbose_name="réseau",
    )
    held_on = models.DateField("date")
    title = models.CharField("titre", max_length=120)
    words = models.TextField("description", max_length=1000, blank=True)

    objects = SignedInQuerySet.as_manager()

    class Meta:
        verbose_name = "action d’un réseau"
        verbose_name_plural = "actions des réseaux"
        ordering = ["-held_on", "-pk"]

    def __str__(self):
        return self.title
