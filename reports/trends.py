"""The year while it goes on: what each week said, beside the same week of the year before.

One report of the whole country gives every territory: its total, its académies, its
départements; another one the région académique, where it is a part of the country. Figures of
territories that nobody chose would be lost, past weeks cannot be counted again.
"""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, replace

from django.conf import settings
from django.utils import timezone

from directory.models import Department, SchoolYear
from directory.years import first_day, start_year_of
from reports import counted
from reports.dimensions import ACADEMY, DEPARTMENT, TOTAL
from reports.models import WeeklyFigures
from reports.territories import ALL, Territory

WEEK = dt.timedelta(weeks=1)
# The weeks of the whole country, where it is more than the région académique.
COUNTRY = "france"


def monday(day):
    return day - dt.timedelta(days=day.weekday())


def region_codes():
    """The départements of the portal's région académique."""
    rows = Department.objects.filter(academy__in=settings.REGION_ACADEMIES)
    return frozenset(rows.values_list("pk", flat=True))


def record(today=None):
    """Keep the figures of this week, once; how many territories."""
    today = today or timezone.localdate()
    year, week = start_year_of(today), monday(today)
    kept = WeeklyFigures.objects.filter(school_year=year, week=week)
    if kept.exists() or not SchoolYear.objects.filter(pk=year).exists():
        return 0
    rows = [
        WeeklyFigures(school_year_id=year, territory=code, week=week, values=values)
        for code, values in _of_territories(year, today)
    ]
    return len(WeeklyFigures.objects.bulk_create(rows, ignore_conflicts=True))


def _of_territories(year, today):
    """(code of the territory, {code of the indicator: value}): every one of the country."""
    academies = dict(Department.objects.order_by("pk").values_list("pk", "academy"))
    region = region_codes()
    if region and region != academies.keys():
        report = counted.report_of(year, Territory(ALL, "", tuple(sorted(region))), today)
        yield ALL, _figures(report, TOTAL, "")
    report = counted.report_of(year, Territory(ALL, "", tuple(academies)), today)
    yield ALL if region == academies.keys() else COUNTRY, _figures(report, TOTAL, "")
    for code in sorted(set(academies.values())):
        yield f"academie-{code}", _figures(report, ACADEMY, code)
    for code in academies:
        yield f"departement-{code}", _figures(report, DEPARTMENT, code)


def _figures(report, dimension, key):
    """{code of the indicator: value}."""
    return {one.code: report.figure(one.code, dimension, key).now for one in report.indicators()}


def readable(choices):
    """Of an actor's territories, those that the weeks hold whole, under the code that they have
    there: a part of an académie was never counted."""
    whole: dict = defaultdict(set)
    for code, academy in Department.objects.values_list("pk", "academy"):
        for territory in (COUNTRY, f"academie-{academy}", f"departement-{code}"):
            whole[territory].add(code)
    whole[ALL] = set(region_codes())
    kept = ((one, _kept_as(one, whole)) for one in choices if not one.is_of_schools)
    return [replace(one, code=code) for one, code in kept if code]


def _kept_as(choice, whole):
    """The code under which the weeks hold the départements of a choice, or None."""
    codes = (ALL, COUNTRY) if choice.code == ALL else (choice.code,)
    return next((code for code in codes if whole[code] == set(choice.departments)), None)


@dataclass(frozen=True)
class Week:
    """One line: the Monday, the value, that of the same week a year before, the change since
    the week before; None where there is none."""

    monday: dt.date
    now: object
    before: object
    change: int | None


def weeks(year, territory, code):
    """The Weeks of a school year for one indicator, in order."""
    rows = WeeklyFigures.objects.filter(school_year__in=(year, year - 1), territory=territory)
    by_rank: dict = {year: {}, year - 1: {}}
    for row in rows.order_by("week"):
        rank = (row.week - monday(first_day(row.school_year_id))).days // 7
        by_rank[row.school_year_id][rank] = (row.week, row.values.get(code))
    found, last = [], None
    for rank, (week, value) in sorted(by_rank[year].items()):
        before = by_rank[year - 1].get(rank, (None, None))[1]
        both = isinstance(value, int) and isinstance(last, int)
        found.append(Week(week, value, before, value - last if both else None))
        last = value
    return found


def changes(year, territory):
    """(last Monday, the one before, {code: (before, now)}) of the figures that moved between
    the two last weeks; None with fewer than two."""
    rows = WeeklyFigures.objects.filter(school_year=year, territory=territory)
    last = list(rows.order_by("-week")[:2])
    if len(last) < 2:
        return None
    now, before = last
    moved = {
        code: (before.values.get(code), value)
        for code, value in now.values.items()
        if before.values.get(code) != value
    }
    return now.week, before.week, moved
