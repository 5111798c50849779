"""Vocational diplomas, with the weeks in a company that they ask for."""

from django.db import models
from django.db.models import F, Q

from directory.enums_diplomas import DiplomaKind
from directory.history import tracked, tracked_links
from directory.models.base import PublicQuerySet
from directory.models.territories import Sector
from directory.search import sort_key_field


class DiplomaQuerySet(PublicQuerySet):
    def prepared(self):
        """Those that classes are still made for."""
        return self.filter(is_open=True)


@tracked
class Diploma(models.Model):
    """A diploma of the vocational path, listed by the education authority (R-PF-1).

    The weeks are those of the whole course, over its years.
    """

    code = models.CharField(
        "code",
        max_length=20,
        unique=True,
        help_text="Celui du logiciel de l’établissement : code MEF ou code du diplôme.",
    )
    label = models.CharField("intitulé", max_length=150)
    kind = models.CharField("type", max_length=8, choices=DiplomaKind)
    years = models.PositiveSmallIntegerField("durée en années")
    min_weeks = models.PositiveSmallIntegerField("semaines en entreprise, au moins")
    max_weeks = models.PositiveSmallIntegerField("semaines en entreprise, au plus")
    sectors = models.ManyToManyField(
        Sector,
        blank=True,
        related_name="diplomas",
        verbose_name="secteurs d’accueil",
        help_text="Les entreprises de ces secteurs sont proposées ; aucun : toutes.",
    )
    is_open = models.BooleanField(
        "préparé", default=True, help_text="Décoché : proposé à aucune nouvelle classe."
    )
    sort_key = sort_key_field("label", "code")

    objects = DiplomaQuerySet.as_manager()

    class Meta:
        verbose_name = "diplôme"
        verbose_name_plural = "diplômes"
        ordering = ["sort_key", "id"]
        constraints = [
            models.CheckConstraint(
                name="directory_diploma_weeks",
                condition=Q(min_weeks__lte=F("max_weeks"), max_weeks__lte=120),
                violation_error_message="Les semaines vont du moins au plus, 120 au plus.",
            ),
            models.CheckConstraint(
                name="directory_diploma_years",
                condition=Q(years__range=(1, 5)),
                violation_error_message="Un diplôme se prépare en une à cinq années.",
            ),
        ]

    def __str__(self):
        return self.label


tracked_links(Diploma, "sectors")
