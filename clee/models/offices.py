"""What the bureau des entreprises of a lycée says of itself, to everybody."""

from django.db import models

from directory.history import tracked
from directory.models import School


class OfficeSheetQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Everyone: a sheet names nobody."""
        return self


@tracked
class OfficeSheet(models.Model):
    """The diplomas of the lycée, the hours of its bureau des entreprises, a few words."""

    school = models.OneToOneField(
        School, models.CASCADE, related_name="office_sheet", verbose_name="lycée"
    )
    diplomas = models.TextField(
        "diplômes préparés",
        max_length=3000,
        blank=True,
        help_text="Un par ligne : CAP, bac professionnel, BTS…",
    )
    hours = models.TextField(
        "horaires",
        max_length=500,
        blank=True,
        help_text="Par exemple : du lundi au jeudi, de 9 h à 17 h.",
    )
    presentation = models.TextField(
        "ce que le bureau propose aux entreprises", max_length=2000, blank=True
    )
    updated_at = models.DateTimeField("mise à jour le", auto_now=True)

    objects = OfficeSheetQuerySet.as_manager()

    class Meta:
        verbose_name = "fiche d’un bureau des entreprises"
        verbose_name_plural = "fiches des bureaux des entreprises"
        ordering = ["pk"]

    def __str__(self):
        return f"Bureau des entreprises, {self.school}"

    @property
    def diploma_lines(self):
        return [line.strip() for line in self.diplomas.splitlines() if line.strip()]
