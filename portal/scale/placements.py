# ruff: noqa: S608 (texts of this package only; values are parameters)
"""Placement windows of the schools, for the calendar page."""

from directory.enums import Level
from directory.models import SchoolYear
from placements.models import Campaign

from .directory import HAS_CLASSES
from .insert import insert, pick

LEVELS = (Level.TROISIEME, Level.QUATRIEME, Level.SECONDE)


def add_windows(count, today):
    """`count` windows of a week, over the schools in turn, in the weeks to come."""
    year = SchoolYear.objects.get(state="current")
    source = f"""
    (SELECT n, schools.ids[1 + mod(n, schools.many)] AS school, n / schools.many AS round
     FROM generate_series(0, %s - 1) AS n,
          (SELECT array_agg(id ORDER BY id) AS ids, count(*)::int AS many FROM directory_school
           WHERE {HAS_CLASSES}) AS schools) AS numbered, (SELECT %s::date AS today) AS days
    ORDER BY n
    """
    monday = "days.today + (14 + mod(n, 20) * 7 - extract(isodow FROM days.today)::int + 1)"
    return insert(
        Campaign,
        {
            "school": "school",
            "school_year": str(year.pk),
            "level": pick(LEVELS, "round"),
            "starts_on": f"({monday})::date",
            "ends_on": f"({monday})::date + 4",
        },
        source,
        [count, today],
    )
