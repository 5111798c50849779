"""What is made once a day of all rows and read by every report (decision 0042)."""

from django.db import models
from django.utils import timezone


class OfADayQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Nobody reads the rows: they hold the small numbers, which only a Report hides."""
        return self.none()


class OfADay(models.Model):
    """One school year of one territory, as it was at one moment."""

    departments = models.TextField(
        "codes des départements", help_text="Triés, séparés d’une virgule."
    )
    year = models.PositiveSmallIntegerField("année de début")
    counted_at = models.DateTimeField("compté le")

    objects = OfADayQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["departments", "year"]

    def __str__(self):
        return f"{self.year}, comptés le {timezone.localdate(self.counted_at):%d/%m/%Y}"


class CountedYear(OfADay):
    """What every source says, as `reports.counted` counted it: {code of a source: [[grouping,
    group, code of an indicator, count], …]}, zeros left out."""

    values = models.JSONField("comptes", default=dict)

    class Meta(OfADay.Meta):
        verbose_name = "comptes d’une année"
        verbose_name_plural = "comptes des années"
        constraints = [
            models.UniqueConstraint(
                name="reports_counted_once",
                fields=["departments", "year"],
                violation_error_message="Cette année est déjà comptée pour ce périmètre.",
            )
        ]


class HiddenFigures(OfADay):
    """Which figures are hidden, as `reports.verdicts` decided for all territories together:
    [[family, grouping, group], …]."""

    hidden = models.JSONField("chiffres masqués", default=list)

    class Meta(OfADay.Meta):
        verbose_name = "chiffres masqués d’une année"
        verbose_name_plural = "chiffres masqués des années"
        constraints = [
            models.UniqueConstraint(
                name="reports_hidden_once",
                fields=["departments", "year"],
                violation_error_message="Cette année est déjà décidée pour ce périmètre.",
            )
        ]
