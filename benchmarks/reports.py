"""The yearly report of the country and of one académie ÷ its aggregates in bare SQL.

The report also names its groups, hides small numbers and compares two years. What is bare is
the statement of each source, run and read.
"""

import statistics

from django.core.management import call_command
from django.utils import timezone

from benchmarks.harness import absolute, alternate, benchmark, ratio
from directory import sql
from directory.models import Department
from directory.years import start_year_of
from placements.models import Placement
from reports.report import DIMENSIONS, Report
from reports.territories import Territory

SIZES = {
    "small": {
        "schools": 3_000,
        "companies": 20_000,
        "slots": 12_000,
        "years": 5,
        "lived": 100_000,
        "letters": 10_000,
    },
    "full": {"country": True},
}
REPEAT = 5


def prepare(size):
    """A country of five years, made once."""
    wanted = SIZES[size].get("lived", 4_000_000)
    if Placement.objects.count() < wanted:
        call_command("seed_scale", force=True, verbosity=0, **SIZES[size])


def territories():
    """The country, and the académie of the first département that has schools."""
    department = Department.objects.filter(schools__isnull=False).select_related("academy").first()
    codes = tuple(
        Department.objects.filter(academy=department.academy_id).values_list("pk", flat=True)
    )
    return (
        Territory("tout", "France"),
        Territory("academie", str(department.academy), departments=codes),
    )


@benchmark
def whole_report(size):
    prepare(size)
    year = start_year_of(timezone.localdate()) - 1
    for territory in territories():

        def whole(territory=territory):
            report = Report(year, territory)
            for theme in report.themes:
                report.lines(theme)
                for dimension in DIMENSIONS:
                    report.groups(dimension, theme)
            return report

        statements = asked_by(whole)

        def bare(statements=statements):
            for statement, values in statements:
                sql.rows(statement, values)

        wholes, bares = alternate(whole, bare, REPEAT)
        name = f"yearly report, {territory.label}"
        median = statistics.median(wholes)
        rows = f"{Placement.objects.count()} placements, {len(statements)} statements"
        yield ratio(f"{name} ÷ bare SQL", median / statistics.median(bares), at_most=1.5)
        yield absolute(name, median, "s", at_most=3, detail=rows)


def asked_by(whole):
    """The statements of the sources of a report, with their values."""
    asked, rows = [], sql.rows

    def heard(statement, values=None):
        asked.append((statement, values))
        return rows(statement, values)

    sql.rows = heard
    try:
        whole()
    finally:
        sql.rows = rows
    return asked
