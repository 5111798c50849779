"""Reports that the authority has published; each version is a snapshot that never changes."""

import json

from django.db import models
from django.urls import reverse

from directory.models import SchoolYear
from documents.models import Snapshot
from reports.territories import READERS

REPORT = "report"


class PublishedReportQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Who reads reports reads those that are published: they name nobody."""
        return self if actor.role in READERS else self.none()

    def about(self, report):
        """Those of its year and of its very départements; of schools nothing is published."""
        if report.territory.is_of_schools:
            return self.none()
        return self.filter(school_year=report.year, territory=report.territory.published_as)

    def opened(self):
        """Those whose figures are open to everybody."""
        return self.filter(open_version__isnull=False)


class PublishedReport(models.Model):
    """The report of a year and a territory, once the authority stands for its figures."""

    school_year = models.ForeignKey(
        SchoolYear, models.PROTECT, related_name="published_reports", verbose_name="année scolaire"
    )
    territory = models.CharField("code du périmètre", max_length=40)
    label = models.CharField("périmètre", max_length=120)
    open_version = models.PositiveIntegerField("version ouverte à tous", null=True, blank=True)
    opened_at = models.DateTimeField("ouverte le", null=True, blank=True)

    objects = PublishedReportQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport publié"
        verbose_name_plural = "rapports publiés"
        ordering = ["-school_year", "label"]
        constraints = [
            models.UniqueConstraint(
                fields=["school_year", "territory"],
                name="reports_published_once",
                violation_error_message="Ce rapport est déjà publié : publiez-en une version.",
            ),
            models.UniqueConstraint(
                fields=["school_year"],
                condition=models.Q(open_version__isnull=False),
                name="reports_open_data_once",
                violation_error_message="Les données de cette année sont déjà ouvertes.",
            ),
        ]

    def __str__(self):
        return f"Rapport {self.school_year}, {self.label}"

    def get_absolute_url(self):
        return reverse("reports:published_one", args=[self.pk])

    @property
    def departments(self):
        """The codes of the départements that its last version covers; None for one that does
        not say it."""
        content = self.versions[0].file.content
        return json.loads(bytes(content))["territory"].get("departments")

    @property
    def versions(self):
        """The snapshots, the latest first."""
        return Snapshot.objects.about(self, REPORT).select_related("file").order_by("-version")
