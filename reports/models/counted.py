"""The counts of wide territories, made once a day (decision 0042)."""

from django.db import models


class CountedYearQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Nobody reads the rows: they hold the small numbers, which only a Report hides."""
        return self.none()


class CountedYear(models.Model):
    """What every source says of one school year in one territory, as counted at one moment:
    {code of a source: [[grouping, group, code of an indicator, count], …]}, zeros left out."""

    departments = models.TextField(
        "codes des départements", help_text="Triés, séparés d’une virgule."
    )
    year = models.PositiveSmallIntegerField("année de début")
    counted_at = models.DateTimeField("compté le")
    values = models.JSONField("comptes", default=dict)

    objects = CountedYearQuerySet.as_manager()

    class Meta:
        verbose_name = "comptes d’une année"
        verbose_name_plural = "comptes des années"
        ordering = ["departments", "year"]
        constraints = [
            models.UniqueConstraint(
                name="reports_counted_once",
                fields=["departments", "year"],
                violation_error_message="Cette année est déjà comptée pour ce périmètre.",
            )
        ]

    def __str__(self):
        return f"{self.year}, comptés le {self.counted_at:%d/%m/%Y}"


class HiddenFigures(models.Model):
    """Which figures a territory hides of one school year, as decided at one moment for all
    (`reports.verdicts`): [[family, grouping, group], …]."""

    departments = models.TextField(
        "codes des départements", help_text="Triés, séparés d’une virgule."
    )
    year = models.PositiveSmallIntegerField("année de début")
    counted_at = models.DateTimeField("décidé le")
    hidden = models.JSONField("chiffres masqués", default=list)

    objects = CountedYearQuerySet.as_manager()

    class Meta:
        verbose_name = "chiffres masqués d’une année"
        verbose_name_plural = "chiffres masqués des années"
        ordering = ["departments", "year"]
        constraints = [
            models.UniqueConstraint(
                name="reports_hidden_once",
                fields=["departments", "year"],
                violation_error_message="Cette année est déjà décidée pour ce périmètre.",
            )
        ]

    def __str__(self):
        return f"{self.year}, décidés le {self.counted_at:%d/%m/%Y}"
