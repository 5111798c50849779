"""Who co-leads a committee, and until when (R-CL-1)."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from clee.enums import Side
from directory.history import tracked
from directory.ranges import IdRange, days


class MandateQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Signed-in people only: a mandate names a person."""
        return self if actor.user else self.none()

    def running(self, day=None):
        """Those that hold on `day` (today)."""
        day = day or timezone.localdate()
        return self.not_over(day).filter(starts_on__lte=day)

    def not_over(self, day=None):
        """Those that hold on `day` (today) or later."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day or timezone.localdate()))


@tracked(part_of="committee")
class Mandate(models.Model):
    """One co-lead of a committee, with dates: history is kept, a vacancy is visible."""

    committee = models.ForeignKey(
        "clee.Committee", verbose_name="comité", on_delete=models.CASCADE, related_name="mandates"
    )
    side = models.CharField("côté", max_length=10, choices=Side)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="compte",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="mandates",
    )
    person_name = models.CharField("nom de la personne", max_length=150, blank=True)
    organisation = models.CharField(
        "établissement ou organisme représenté", max_length=200, blank=True
    )
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin", null=True, blank=True)
    designated_on = models.DateField("désignation le", null=True, blank=True)
    designated_by = models.CharField("désignation par", max_length=150, blank=True)
    designation_act = models.CharField(
        "acte de désignation", max_length=150, blank=True, help_text="Référence du courrier."
    )

    objects = MandateQuerySet.as_manager()

    class Meta:
        verbose_name = "mandat"
        ordering = ["side", "-starts_on", "pk"]
        constraints = [
            ExclusionConstraint(
                name="mandate_one_at_a_time",
                expressions=[
                    (IdRange("committee"), RangeOperators.OVERLAPS),
                    (IdRange("user"), RangeOperators.OVERLAPS),
                    (days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(user__isnull=False),
                violation_error_message="Cette personne copilote déjà le comité à ces dates.",
            ),
            models.CheckConstraint(
                condition=~Q(side=Side.SCHOOL, user__isnull=False) | Q(designated_on__isnull=False),
                name="mandate_of_school_is_designated",
                violation_error_message="Indiquez la date de la désignation.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                name="mandate_ends_after_start",
                violation_error_message="La fin du mandat précède son début.",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) | ~Q(person_name=""),
                name="mandate_names_someone",
                violation_error_message="Indiquez le compte ou le nom de la personne.",
            ),
        ]

    def __str__(self):
        return f"{self.get_side_display()}, {self.committee}"

    @property
    def name(self):
        account = self.user.get_full_name() if self.user else ""
        return self.person_name or account
