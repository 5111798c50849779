"""The weeks of this year and of the last one, as if they had been kept: each figure of today
grew evenly since September. Last year's report is open to everybody."""

import datetime as dt

from django.utils import timezone

from accounts.actor import Actor
from directory.years import first_day
from reports import trends
from reports.indicators import BY_CODE
from reports.models import PublishedReport, WeeklyFigures
from reports.workflow.open_data import open_year

WEEK = dt.timedelta(weeks=1)
# What only adds up during a year.
GROWING = ("classes", "élèves", "stages", "places", "appels", "actions", "candidatures", "besoins")


def add(people, year, today=None):
    """Once; the week of today is the true one."""
    today = today or timezone.localdate()
    if WeeklyFigures.objects.exists() or not trends.record(today):
        return
    for start in (year.start_year, year.start_year - 1):
        _past(start, year.start_year, trends.monday(today))
    rectorat = Actor.of(people["rectorat"])
    published = PublishedReport.objects.filter(open_version=None).order_by("pk").first()
    if published:
        open_year(rectorat, published, 1)


def _past(start, current, this_week):
    begin = trends.monday(first_day(start))
    weeks = (this_week - trends.monday(first_day(current))).days // 7
    if weeks < 1:
        return
    kept = WeeklyFigures.objects.filter(school_year=current, week=this_week)
    grown = {one.code for one in BY_CODE.values() if one.unit in GROWING}
    rows = [
        WeeklyFigures(
            school_year_id=start, territory=one.territory, week=begin + rank * WEEK,
            values={
                code: _then(value, rank + (start < current) * 2, weeks) if code in grown else value
                for code, value in one.values.items()
            },
        )
        for one in kept
        for rank in range(weeks)
    ]  # fmt: skip
    WeeklyFigures.objects.bulk_create(rows, ignore_conflicts=True)


def _then(value, rank, weeks):
    return value * min(rank, weeks) // weeks if isinstance(value, int) else value
