"""School years and corrections of the calendar."""

from django.db import models

from directory.enums import YearState
from directory.history import tracked
from directory.models.base import PublicQuerySet


@tracked
class SchoolYear(models.Model):
    """1 September to 31 August, by its first calendar year (R-ID-8)."""

    start_year = models.PositiveSmallIntegerField("année de début", primary_key=True)
    state = models.CharField(
        "état", max_length=12, choices=YearState, default=YearState.PREPARATION
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "année scolaire"
        verbose_name_plural = "années scolaires"
        ordering = ["-start_year"]
        constraints = [
            models.CheckConstraint(
                name="directory_year_range",
                condition=models.Q(start_year__range=(2000, 2200)),
                violation_error_message="L’année de début va de 2000 à 2200.",
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state=YearState.CURRENT),
                name="directory_year_one_current",
                violation_error_message="Une autre année scolaire est déjà en cours.",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        """ "2026-2027"."""
        return f"{self.start_year}-{self.start_year + 1}"

    @property
    def is_current(self):
        return self.state == YearState.CURRENT

    @property
    def is_closed(self):
        return self.state == YearState.CLOSED


@tracked
class CalendarDay(models.Model):
    """A correction of the packaged calendar, made in the admin (R-ID-9)."""

    day = models.DateField("jour")
    zone = models.CharField("zone", max_length=1, default="C")
    is_open = models.BooleanField(
        "jour ouvert", help_text="Coché : jour de classe. Décoché : jour fermé."
    )
    label = models.CharField(
        "motif", max_length=120, help_text="Par exemple : pont accordé par le recteur."
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "correction du calendrier"
        verbose_name_plural = "corrections du calendrier"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "zone"],
                name="directory_calendar_day_unique",
                violation_error_message="Ce jour a déjà une correction.",
            )
        ]

    def __str__(self):
        return f"{self.day:%d/%m/%Y} : {self.label}"
