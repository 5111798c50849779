"""The wording that the authority edits without a release."""

import pgtrigger
from django.db import models
from django.utils import timezone

from accounts.enums import Role
from documents import registry

EDITORS = {Role.EDUCATION_AUTHORITY, Role.ADMINISTRATOR}


class DocumentTemplateQuerySet(models.QuerySet):
    def in_force(self, kind, day=None):
        """The version of a kind that applies on a day (default today), or None."""
        day = day or timezone.localdate()
        return self.filter(kind=kind, valid_from__lte=day).order_by("-version").first()

    def visible_to(self, actor):
        return (
            self if actor.is_administrator or actor.role == "education_authority" else self.none()
        )


class DocumentTemplate(models.Model):
    """One version of the wording of a kind of document.

    A version is never edited: a change is a new version, so that what was signed can
    always be read with the wording that it was signed with. `wording` is plain text in
    the notation of `documents.wording`, never Typst.
    """

    kind = models.CharField("document", max_length=50)
    version = models.PositiveIntegerField("version")
    valid_from = models.DateField("applicable à partir du", default=timezone.localdate)
    wording = models.TextField("texte")
    note = models.CharField("motif de la version", max_length=200, blank=True)
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = DocumentTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "modèle de document"
        verbose_name_plural = "modèles de documents"
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "version"],
                name="documenttemplate_version_once",
                violation_error_message="Cette version du modèle existe déjà.",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="documenttemplate_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
            ),
        ]

    def __str__(self):
        return f"{registry.label(self.kind)}, version {self.version}"
