"""What a company corrected on its own sheet, and waits for who keeps the sheets."""

from django.db import models
from django.db.models import Q

from directory.history import tracked
from partnerships.models.merges import MERGERS, nearby


class CorrectionState(models.TextChoices):
    WAITING = "waiting", "À examiner"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"


class CorrectionQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Those of the companies of the own départements, for who keeps the sheets."""
        if actor.is_administrator:
            return self
        if actor.role not in MERGERS:
            return self.none()
        return self.filter(nearby(actor, "company__department"))

    def waiting(self):
        return self.filter(state=CorrectionState.WAITING)


@tracked
class CompanyCorrection(models.Model):
    """`values` is {column of the company: text} as the company gave it."""

    company = models.ForeignKey(
        "directory.Company",
        models.CASCADE,
        related_name="corrections",
        verbose_name="entreprise",
    )
    values = models.JSONField("corrections")
    words = models.CharField("remarque", max_length=500, blank=True)
    proposed_by = models.CharField("proposée par", max_length=300)
    proposed_at = models.DateTimeField("proposée le", auto_now_add=True)
    state = models.CharField(
        "état", max_length=10, choices=CorrectionState, default=CorrectionState.WAITING
    )
    decided_at = models.DateTimeField("examinée le", null=True, blank=True)
    answer = models.CharField("réponse", max_length=250, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "correction proposée par une entreprise"
        verbose_name_plural = "corrections proposées par les entreprises"
        ordering = ["-proposed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="company_correction_decided",
                condition=Q(state=CorrectionState.WAITING) | Q(decided_at__isnull=False),
                violation_error_message="Une correction examinée l’a été un jour.",
            ),
        ]

    def __str__(self):
        return f"Correction n° {self.pk}"
