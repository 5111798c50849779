"""What a school writes for itself about a company."""

from django.conf import settings
from django.db import models

from accounts.enums import Role
from directory.history import tracked


class CompanyNoteQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The management and the office staff of the school that wrote it, nobody else: no
        other school, no officer of the territory, not the company. An administrator too."""
        if actor.is_administrator:
            return self
        if not (actor.is_school_management or actor.role == Role.OFFICE_STAFF):
            return self.none()
        return self.filter(school__in=actor.school_ids)


@tracked
class CompanyNote(models.Model):
    """A private note: it belongs to the school, and stays when its author leaves."""

    company = models.ForeignKey(
        "directory.Company", models.CASCADE, related_name="notes", verbose_name="entreprise"
    )
    school = models.ForeignKey(
        "directory.School",
        models.CASCADE,
        related_name="company_notes",
        verbose_name="établissement",
    )
    text = models.TextField("texte", max_length=4000)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="auteur",
        editable=False,
    )
    created_at = models.DateTimeField("écrite le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    objects = CompanyNoteQuerySet.as_manager()

    class Meta:
        verbose_name = "note interne"
        verbose_name_plural = "notes internes"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["company", "school"])]

    def __str__(self):
        # Not its text: this ends in the admin's "recent actions" and in logs.
        return f"Note n° {self.pk}"
