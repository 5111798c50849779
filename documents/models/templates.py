"""The wording that the authority edits without a release."""

import pgtrigger
from django.db import models
from django.db.models import F, Q

from accounts.enums import Role
from directory.models.dated import DatedByAcademy, DatedQuerySet
from documents import registry

EDITORS = frozenset({Role.EDUCATION_AUTHORITY, Role.ADMINISTRATOR})


class DocumentTemplateQuerySet(DatedQuerySet):
    def published(self):
        return self.filter(published_at__isnull=False)

    def visible_to(self, actor):
        return self if actor.role in EDITORS else self.none()


class DocumentTemplate(DatedByAcademy):
    """One version of the wording of a kind of document: a draft, then published for good.

    A published version is never edited: a change is a new version, so that what was signed
    can always be read with the wording that it was signed with. `wording` and `annexes` are
    plain text in the notation of `documents.wording`, never Typst.
    """

    kind = models.CharField("document", max_length=50)
    wording = models.TextField("articles")
    annexes = models.TextField("annexes", blank=True)
    published_at = models.DateTimeField("publiée le", null=True, blank=True, editable=False)

    objects = DocumentTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = "modèle de document"
        verbose_name_plural = "modèles de documents"
        ordering = ["kind", F("academy").asc(nulls_first=True), "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "academy", "version"],
                name="documenttemplate_version_once",
                nulls_distinct=False,
                violation_error_message="Cette version du modèle existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["kind", "academy"],
                condition=Q(published_at=None),
                name="documenttemplate_one_draft",
                nulls_distinct=False,
                violation_error_message="Un brouillon de ce modèle existe déjà : complétez-le ou "
                "supprimez-le.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="documenttemplate_never_changes",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{registry.wording_label(self.kind)}, version {self.version}"

    @property
    def is_draft(self):
        return self.published_at is None
