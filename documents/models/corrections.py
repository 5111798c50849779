"""A document sent back with comments on its fields (R-AG-7)."""

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from directory.history import tracked
from documents import registry
from documents.models.rounds import SignatureRound


class CorrectionQuerySet(models.QuerySet):
    def open(self):
        """Those that the author has not dealt with yet."""
        return self.filter(settled_at=None)

    def about(self, subject):
        return self.filter(
            subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk
        )

    def visible_to(self, actor):
        """With the document that they are about."""
        seen = Q(pk__in=[])
        for declared in registry.subjects():
            subjects = declared.model.objects.visible_to(actor).order_by().values("pk")
            kind = ContentType.objects.get_for_model(declared.model)
            seen |= Q(subject_type=kind, subject_id__in=subjects)
        return self.filter(seen)


@tracked
class Correction(models.Model):
    """One comment on one field; nothing of what was typed changes with it.

    `round` when the document was out for signature: it was voided by that.
    """

    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    round = models.ForeignKey(
        SignatureRound, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    field = models.CharField("champ", max_length=60)
    label = models.CharField("intitulé", max_length=200)
    text = models.TextField("à corriger", max_length=2000)
    asked_at = models.DateTimeField("demandée le", default=timezone.now)
    asked_by = models.CharField("demandée par", max_length=250)
    settled_at = models.DateTimeField("traitée le", null=True, blank=True)
    settled_by = models.CharField("traitée par", max_length=250, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de correction"
        verbose_name_plural = "demandes de correction"
        ordering = ["asked_at", "pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"])]
        constraints = [
            models.CheckConstraint(
                name="correction_says_what",
                condition=~Q(text="") & ~Q(field=""),
                violation_error_message="Une demande de correction dit quoi corriger.",
            )
        ]

    def __str__(self):
        return f"correction demandée : {self.label}"
