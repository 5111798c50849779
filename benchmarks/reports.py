"""The yearly report of the country and of one académie ÷ its aggregates in bare SQL.

The report also names its groups, hides small numbers and compares two years. What is bare is
the statement of each source, run and read. The country is counted once a day
(`reports.counted`): its page reads what was kept, and how long the count took stands beside.
"""

import statistics
import time

from django.utils import timezone

from benchmarks.country import prepare
from benchmarks.harness import absolute, alternate, benchmark, ratio
from directory import sql
from directory.models import Department
from directory.years import start_year_of
from placements.models import Placement
from reports import counted, verdicts
from reports.dimensions import DIMENSIONS
from reports.report import Report
from reports.territories import Territory

REPEAT = {"small": 5, "full": 2}


def territories():
    """The country, and the académie of the first département that has schools."""
    department = Department.objects.filter(schools__isnull=False).select_related("academy").first()
    of_academy = Department.objects.filter(academy=department.academy_id)
    return (
        Territory("tout", "France", departments=counted.wide(least=0)[0]),
        Territory(
            "academie",
            str(department.academy),
            departments=tuple(of_academy.values_list("pk", flat=True)),
        ),
    )


def keep(year, departments):
    """Seconds that the count of a territory takes, kept as every night."""
    start, now = time.perf_counter(), timezone.now()
    counted.keep(counted.count(year, departments, timezone.localdate(now)), departments, now)
    return time.perf_counter() - start


def decided(year):
    """Seconds to decide what every territory hides of two years, not kept."""
    start = time.perf_counter()
    verdicts.decide((year, year - 1), timezone.localdate())
    return time.perf_counter() - start


@benchmark
def whole_report(size):
    prepare(size)
    year = start_year_of(timezone.localdate()) - 1
    country, academy = territories()
    seconds = keep(year, country.departments)
    yield absolute("yearly report, France, count of a day", seconds, "s")
    yield absolute("yearly reports, what they hide, decided once a day", decided(year), "s")
    for territory in (country, academy):

        def whole(territory=territory):
            return read(counted.report_of(year, territory))

        bare = asked_by(lambda territory=territory: read(Report(year, territory)))
        wholes, bares = alternate(whole, bare, REPEAT[size])
        name = f"yearly report, {territory.label}"
        median = statistics.median(wholes)
        rows = f"{Placement.objects.count()} placements"
        yield ratio(f"{name} ÷ bare SQL", median / statistics.median(bares), at_most=1.5)
        yield absolute(name, median, "s", at_most=3, detail=rows)


def read(report):
    """Every figure of a report, at every grouping."""
    for theme in report.themes:
        report.lines(theme)
        for dimension in DIMENSIONS:
            report.groups(dimension, theme)


def asked_by(whole):
    """The statements of the sources of a report, to run them alone."""
    asked, rows = [], sql.rows

    def heard(statement, values=None):
        asked.append((statement, values))
        return rows(statement, values)

    sql.rows = heard
    try:
        whole()
    finally:
        sql.rows = rows

    def bare():
        for statement, values in asked:
            sql.rows(statement, values)

    return bare
