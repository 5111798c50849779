"""The report of last year, published by the rectorat, and its workbook, made by a worker."""

from accounts.actor import Actor
from reports.models import Export, PublishedReport
from reports.producers import REPORT
from reports.report import Report
from reports.territories import territories_of
from reports.workflow import exports
from reports.workflow.published import publish


def add(people, year):
    """Once: a report without news is not published again."""
    rectorat = Actor.of(people["rectorat"])
    widest = territories_of(rectorat)[0]
    if not PublishedReport.objects.exists():
        publish(rectorat, Report(year.start_year - 1, widest))
    if not Export.objects.exists():
        report = Report(year.start_year, widest)
        params = {"annee": report.year, "territoire": widest.code, "format": "xlsx"}
        exports.ask(rectorat, REPORT, params, f"Rapport {report.label}, {widest.label}")
