"""What changed of an agreement without new signatures (R-CEE-5, as for class contracts)."""

from django.db import models

from placements.models.agreements import Agreement, HostPart


class AgreementNoticeQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """With its agreement (DOMAIN §8)."""
        return self.filter(agreement__in=Agreement.objects.visible_to(actor))


class AgreementNotice(models.Model):
    """A numbered notice: another tutor, a detail of the programme; never updated.

    `changes` are [{"label", "before", "after"}].
    """

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, related_name="notices", verbose_name="convention"
    )
    part = models.ForeignKey(
        HostPart, models.CASCADE, related_name="notices", verbose_name="part de l’accueillant"
    )
    number = models.PositiveSmallIntegerField("numéro")
    changes = models.JSONField("modifications")
    created_at = models.DateTimeField("le", auto_now_add=True)

    objects = AgreementNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "avis de modification"
        verbose_name_plural = "avis de modification"
        ordering = ["agreement", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "number"],
                name="placements_notice_numbered",
                violation_error_message="Cet avis existe déjà.",
            )
        ]

    def __str__(self):
        return f"Avis n° {self.number}"
