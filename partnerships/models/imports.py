"""A spreadsheet between its upload and its import: kept encrypted, for a day."""

from django.conf import settings
from django.db import models


class SheetPurpose(models.TextChoices):
    """What a file is about; each has its columns and its workflow."""

    COMPANIES = "companies", "Entreprises"
    PUPILS = "pupils", "Élèves"
    PLACEMENTS = "placements", "Stages trouvés"
    SKILLS = "skills", "Grilles de compétences"


class SheetImportQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Who sent it, nobody else."""
        return self.filter(owner=actor.user) if actor.user else self.none()

    def about(self, purpose):
        return self.filter(purpose=purpose)


class SheetImport(models.Model):
    """The lines of a file and which column says what; nothing else is written before its
    owner confirms. Not tracked: former values would outlive the destruction."""

    purpose = models.CharField(
        "objet", max_length=10, choices=SheetPurpose, default=SheetPurpose.COMPANIES
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="envoyé par"
    )
    school = models.ForeignKey(
        "directory.School",
        models.CASCADE,
        null=True,
        related_name="+",
        verbose_name="établissement",
    )
    file_name = models.CharField("fichier", max_length=150)
    sealed = models.BinaryField("lignes chiffrées")
    mapping = models.JSONField("colonnes", default=dict)
    created_at = models.DateTimeField("envoyé le", auto_now_add=True)
    applied_at = models.DateTimeField("importé le", null=True)

    objects = SheetImportQuerySet.as_manager()

    class Meta:
        verbose_name = "tableau à importer"
        verbose_name_plural = "tableaux à importer"
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"Tableau n° {self.pk}"
