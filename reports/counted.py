"""Wide territories are counted once a day, the others when they are read (decision 0042).

What is kept is what the statements of `Report` gave, so that both ways say the same; a report
made of kept counts says when they were counted. Figures of today (committees) are never kept.
"""

import datetime as dt

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from directory.models import Department, School, SchoolYear
from outbox import doorbell
from reports import verdicts
from reports.models import CountedYear, HiddenFigures
from reports.reading import one_snapshot
from reports.report import Report
from reports.territories import Territory

# A territory of more schools takes seconds to count.
WIDE = 2_000
# A territory that is no longer counted is forgotten.
FORGOTTEN = dt.timedelta(days=7)
TASK = "reports.tasks.count_wide"
# Seconds during which the workers are asked once for what pages wait for.
ASKED = 300


def report_of(year, territory, day=None, at_once=False):
    """The Report of `year` in `territory`: made of what was counted last where that is kept, and
    counted now where it is not, or not for this `day`. A page asks `at_once`: then the last
    count is taken whatever the day, and NotCounted raised where there is none of a wide
    territory, or where what many schools hide is not decided."""
    report = Report(year, territory, day)
    rows = _kept(report)
    if len(rows) == len(report.years) and (at_once or day in (None, *map(_day, rows))):
        report.today = min(map(_day, rows))
        report.counted_at = min(row.counted_at for row in rows)
        for source in _sources(report):
            report.keep(source.code, dict(_values(rows, source.code)))
    elif at_once and _is_wide(territory.departments):
        raise verdicts.NotCounted
    if at_once and not territory.is_of_schools:
        report.hiding.decided = verdicts.of_report(report, at_once=True)
    return report


def ask():
    """Ring for the workers to count, once in a while however many pages wait for it."""
    if cache.add(TASK, True, ASKED):
        doorbell.wake(TASK)


def _kept(report):
    if report.territory.is_of_schools or not report.territory.departments:
        return []
    scope = scope_of(report.territory.departments)
    return list(CountedYear.objects.filter(departments=scope, year__in=report.years))


def _day(row):
    return timezone.localdate(row.counted_at)


def _sources(report):
    """What can be kept: what does not only stand today."""
    found = {one.source.code: one.source for one in report.indicators()}
    return [source for source in found.values() if not source.of_today]


def _values(rows, code):
    for row in rows:
        for dimension, key, indicator, count in row.values.get(code, ()):
            yield (row.year, dimension, key, indicator), count


def scope_of(departments):
    return ",".join(sorted(departments))


# --- Counting --------------------------------------------------------------------------


def refresh(now=None):
    """Count every year of the wide territories that today has not counted yet, each pair of
    years at one moment of the replica when there is one; how many rows."""
    now = now or timezone.now()
    CountedYear.objects.filter(counted_at__lt=now - FORGOTTEN).delete()
    today, made = timezone.localdate(now), 0
    for departments in wide():
        rows = CountedYear.objects.filter(departments=scope_of(departments))
        for year in _missing(rows, today):
            with one_snapshot() as writing:
                counts = count(year, departments, today)
                with writing():
                    made += keep(counts, departments, now)
    return made


def decide(now=None):
    """What every territory hides of every year, once a day where there are many schools."""
    now = now or timezone.now()
    HiddenFigures.objects.filter(counted_at__lt=now - FORGOTTEN).delete()
    if not verdicts.has_many_schools():
        return
    today = timezone.localdate(now)
    for year in _missing(HiddenFigures.objects.all(), today):
        with one_snapshot() as writing:
            found = verdicts.decide((year, year - 1), today)
            with writing():
                verdicts.keep(found, now)


def wide(least=None):
    """The sorted codes of each territory of more than `WIDE` schools that somebody can choose."""
    least = WIDE if least is None else least
    return [scope for scope in _choices() if _schools(scope) > least]


def _is_wide(departments):
    """Whether it is one of those."""
    scope = tuple(sorted(departments or ()))
    return scope in _choices() and _schools(scope) > WIDE


def _schools(departments):
    return School.objects.filter(department__in=departments, parent=None).count()


def _choices():
    """The sorted codes of the country, of the région académique, of the académies."""
    everything = list(Department.objects.order_by("pk").values_list("pk", "academy_id"))
    groups = [everything, [one for one in everything if one[1] in settings.REGION_ACADEMIES]]
    groups += [
        [one for one in everything if one[1] == academy]
        for academy in sorted({academy for _, academy in everything})
    ]
    return list(dict.fromkeys(tuple(code for code, _ in group) for group in groups))


def _missing(rows, today):
    """The years that these rows lack today, the latest first; each count gives the year before
    too, also that before the first of all."""
    done = {row.year for row in rows.only("year", "counted_at") if _day(row) >= today}
    years = list(SchoolYear.objects.order_by("-start_year").values_list("pk", flat=True))
    asked = dict.fromkeys([*years[::2], *years[-1:]])
    return [year for year in asked if not {year, year - 1} <= done]


def count(year, departments, today):
    """{year: {code of a source: lines}} of the year and the one before, counted now."""
    report = Report(year, Territory("", "", departments=tuple(departments)), today)
    counts: dict = {one: {} for one in report.years}
    for source in _sources(report):
        for (one, *place), value in report.values(source).items():
            if value:
                counts[one].setdefault(source.code, []).append([*place, value])
    return counts


def keep(counts, departments, now):
    for year, values in counts.items():
        CountedYear.objects.update_or_create(
            departments=scope_of(departments),
            year=year,
            defaults={"counted_at": now, "values": values},
        )
    return len(counts)
