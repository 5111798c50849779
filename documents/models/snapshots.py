"""Mechanism 7 of the plan: what was true that day, for ever."""

import pgtrigger
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models

from documents.models.files import StoredFile


class SnapshotQuerySet(models.QuerySet):
    def about(self, subject, kind):
        return self.filter(
            kind=kind,
            subject_type=ContentType.objects.get_for_model(subject),
            subject_id=subject.pk,
        )


class Snapshot(models.Model):
    """A frozen state of a subject: canonical JSON or bytes, its hash, by whom, when.

    Never updated nor deleted: a trigger refuses both. Make one with
    `documents.snapshots.freeze`.
    """

    kind = models.CharField("nature", max_length=50)
    subject_type = models.ForeignKey(ContentType, on_delete=models.PROTECT, related_name="+")
    subject_id = models.PositiveBigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    version = models.PositiveIntegerField("version")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    by = models.CharField("par", max_length=200)
    at = models.DateTimeField("le", auto_now_add=True)

    objects = SnapshotQuerySet.as_manager()

    class Meta:
        verbose_name = "état figé"
        verbose_name_plural = "états figés"
        ordering = ["kind", "subject_type", "subject_id", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject_type", "subject_id", "version"],
                name="snapshot_version_once",
                violation_error_message="Cette version est déjà figée.",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="snapshot_never_changes", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self):
        return f"{self.kind}, version {self.version}"

    @property
    def sha256(self):
        return self.file.sha256
