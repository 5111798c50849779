"""The year while it goes on: what each week said, beside the same week of the year before.

One report of the whole region gives every territory: its total, its académies, its
départements. Figures of territories that nobody chose would be lost, past weeks cannot be
counted again.
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone

from directory.models import Department, SchoolYear
from directory.years import first_day, start_year_of
from reports.dimensions import ACADEMY, DEPARTMENT, TOTAL
from reports.models import WeeklyFigures
from reports.report import Report
from reports.territories import ALL, Territory

WEEK = dt.timedelta(weeks=1)


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
    region = Territory(ALL, "Région académique", departments=tuple(sorted(region_codes())))
    report = Report(year, region, today)
    rows = [
        WeeklyFigures(school_year_id=year, territory=code, week=week, values=values)
        for code, values in _of_territories(report)
    ]
    return len(WeeklyFigures.objects.bulk_create(rows, ignore_conflicts=True))


def _of_territories(report):
    """(code of the territory, {code of the indicator: value}): every one of the region."""
    places = [(ALL, TOTAL, "")]
    departments = Department.objects.filter(pk__in=report.territory.departments)
    found = list(departments.order_by("pk"))
    places += [
        (f"academie-{code}", ACADEMY, code) for code in sorted({one.academy_id for one in found})
    ]
    places += [(f"departement-{one.pk}", DEPARTMENT, one.pk) for one in found]
    for code, dimension, key in places:
        figures = {one.code: report.figure(one.code, dimension, key).now
                   for one in report.indicators()}  # fmt: skip
        yield code, figures


def readable(choices):
    """Of an actor's territories, those that the weeks hold whole: a part of an académie was
    never counted."""
    region = region_codes()
    academies: dict = {}
    for code, academy in Department.objects.filter(pk__in=region).values_list("pk", "academy"):
        academies.setdefault(f"academie-{academy}", set()).add(code)
    whole = {ALL: set(region), **academies}
    return [
        one
        for one in choices
        if not one.is_of_schools
        and (one.code not in whole or set(one.departments or region) == whole[one.code])
    ]


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
