"""The figures of each week, so that a year can be read while it goes on."""

from django.conf import settings
from django.db import models

from directory.models import SchoolYear
from reports.territories import OF_TERRITORY


class WeeklyFiguresQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Who reads a territory; which one is asked by `reports.trends`. They name nobody."""
        return self if actor.role in OF_TERRITORY else self.none()


class WeeklyFigures(models.Model):
    """What the report of a territory said in one week: {code of an indicator: value}, with the
    small numbers hidden as its readers see them."""

    school_year = models.ForeignKey(
        SchoolYear, models.PROTECT, related_name="weekly_figures", verbose_name="année scolaire"
    )
    territory = models.CharField("code du périmètre", max_length=40)
    week = models.DateField("lundi de la semaine")
    values = models.JSONField("chiffres", default=dict)

    objects = WeeklyFiguresQuerySet.as_manager()

    class Meta:
        verbose_name = "chiffres d’une semaine"
        verbose_name_plural = "chiffres des semaines"
        ordering = ["school_year", "territory", "week"]
        constraints = [
            models.UniqueConstraint(
                name="reports_week_once",
                fields=["school_year", "territory", "week"],
                violation_error_message="Cette semaine est déjà relevée.",
            )
        ]

    def __str__(self):
        return f"{self.territory}, semaine du {self.week:%d/%m/%Y}"


class ExportColumnsQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(user=actor.user) if actor.user else self.none()


class ExportColumns(models.Model):
    """The columns that a person chose for a list, kept for the next time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="personne"
    )
    source = models.CharField("liste", max_length=40)
    columns = models.JSONField("colonnes", default=list)
    has_comma = models.BooleanField("virgule décimale", default=True)

    objects = ExportColumnsQuerySet.as_manager()

    class Meta:
        verbose_name = "colonnes choisies"
        verbose_name_plural = "colonnes choisies"
        ordering = ["user", "source"]
        constraints = [
            models.UniqueConstraint(
                name="reports_columns_once",
                fields=["user", "source"],
                violation_error_message="Ces colonnes sont déjà choisies.",
            )
        ]

    def __str__(self):
        return self.source
