"""The report of last year, published by the rectorat."""

from accounts.actor import Actor
from reports.models import PublishedReport
from reports.report import Report
from reports.territories import territories_of
from reports.workflow.published import publish


def add(people, year):
    """Once: a report without news is not published again."""
    if PublishedReport.objects.exists():
        return
    rectorat = Actor.of(people["rectorat"])
    widest = territories_of(rectorat)[0]
    publish(rectorat, Report(year.start_year - 1, widest))
