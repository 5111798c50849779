"""Who belongs to a committee, by its adhesion to the charter (R-CL-2)."""

from django.db import models
from django.db.models import Q

from clee.enums import MemberKind
from clee.enums.charter import ADHERED, CharterState
from clee.models.committees import Committee
from directory.history import tracked
from directory.indexes import email_index
from directory.models import Company, PartnerNetwork, School


class MemberQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Whole rows, contacts included: for who keeps the committee."""
        return self.filter(committee__in=Committee.objects.kept_by(actor).values("pk"))

    def named(self):
        """What everybody reads: the organisations present, without their contacts."""
        return self.present().with_organisations().defer("contact_name", "contact_email")

    def present(self):
        """Those who have not left."""
        return self.filter(left_on=None)

    def without_charter(self):
        """Those whose adhesion to the charter is still to get."""
        return self.present().exclude(charter__in=ADHERED)

    def with_organisations(self):
        return self.select_related("school", "company", "network")


@tracked(part_of="committee")
class Member(models.Model):
    """An organisation of a committee: a row of the directory, or a name of its own.

    Its name is public; its contact is read by those who keep the committee.
    """

    committee = models.ForeignKey(
        Committee, models.CASCADE, related_name="members", verbose_name="comité"
    )
    kind = models.CharField("nature", max_length=12, choices=MemberKind)
    school = models.ForeignKey(
        School,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="committee_memberships",
        verbose_name="établissement",
    )
    company = models.ForeignKey(
        Company,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="committee_memberships",
        verbose_name="entreprise",
    )
    network = models.ForeignKey(
        PartnerNetwork,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="committee_memberships",
        verbose_name="réseau",
    )
    other_name = models.CharField("nom", max_length=200, blank=True)
    contact_name = models.CharField("interlocuteur", max_length=150, blank=True)
    contact_email = models.EmailField("courriel de l’interlocuteur", blank=True)
    joined_on = models.DateField("adhésion le")
    left_on = models.DateField("départ le", null=True, blank=True)
    charter = models.CharField(
        "charte", max_length=8, choices=CharterState, default=CharterState.NONE, editable=False
    )
    charter_on = models.DateField("charte signée le", null=True, editable=False)
    # Of the text that was signed; a paper adhesion may be older than the portal's.
    charter_version = models.PositiveIntegerField("version", null=True, editable=False)

    objects = MemberQuerySet.as_manager()

    class Meta:
        verbose_name = "membre d’un comité"
        verbose_name_plural = "membres des comités"
        ordering = ["kind", "joined_on", "pk"]
        indexes = [email_index("contact_email", "clee_member_email")]
        constraints = [
            models.CheckConstraint(
                name="clee_member_is_one",
                condition=(
                    Q(school__isnull=False, company=None, network=None, other_name="")
                    | Q(school=None, company__isnull=False, network=None, other_name="")
                    | Q(school=None, company=None, network__isnull=False, other_name="")
                    | (Q(school=None, company=None, network=None) & ~Q(other_name=""))
                ),
                violation_error_message="Un membre est un établissement, une entreprise, un "
                "réseau ou un nom.",
            ),
            models.CheckConstraint(
                name="clee_member_leaves_after",
                condition=Q(left_on=None) | Q(left_on__gte=models.F("joined_on")),
                violation_error_message="Un membre part après son adhésion.",
            ),
            models.CheckConstraint(
                name="clee_member_charter_is_dated",
                condition=~Q(charter__in=ADHERED) | Q(charter_on__isnull=False),
                violation_error_message="Une adhésion à la charte a sa date.",
            ),
            models.UniqueConstraint(
                name="clee_member_once",
                fields=["committee", "school", "company", "network", "other_name"],
                condition=Q(left_on=None),
                nulls_distinct=False,
                violation_error_message="Ce membre est déjà dans le comité.",
            ),
        ]

    def __str__(self):
        return f"Membre n° {self.pk}"

    @property
    def name(self):
        """What the organisation is called; needs `with_organisations()` in a list."""
        return self.other_name or str(self.school or self.company or self.network)
