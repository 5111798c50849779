"""What belongs to a closed school year is read, and written again during a correction (R-ID-8).

A row belongs to a year by its `school_year_id`, else by the row that its class names in
`year_through`. Every act of a person writes the journal in its own transaction: that is where
`demand_open` asks, once for all workflows. What the portal does by itself goes on: expiry,
erasure, reminders.
"""

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from directory import sql
from directory.enums import YearState
from directory.models import YearCorrection
from directory.violations import Refused, Violation
from directory.years import label

CLOSED = "SELECT 1 FROM directory_schoolyear WHERE start_year = %s AND state = %s"
# Shared by those who write; the publication of a report, which ends it, waits for them.
SHARED = """
SELECT 1 FROM directory_yearcorrection
 WHERE school_year_id = %s AND ended_at IS NULL AND last_day >= %s
   AND (school_id = %s OR department_id = ANY(%s)) LIMIT 1 FOR SHARE
"""
# Of what has no département of its own, whose holder has.
HOLDERS = ("committee", "branch", "network")


class YearClosed(Refused):
    """The row is of a year that is closed, and no correction is open for its place."""


def closed_refusals(year, *, school=None, departments=(), field=None):
    """Why nothing of `year` is made or changed any more for this school or, of what has none,
    in these départements (codes)."""
    if not year.is_closed:
        return []
    rows = YearCorrection.objects.open().filter(school_year=year)
    rows = rows.filter(school=school) if school else rows.filter(department__in=departments)
    return [] if rows.exists() else [refusal(year.pk, school is not None, field)]


def refusal(start_year, is_of_school, field=None):
    who = "La direction de l’établissement" if is_of_school else "Le rectorat"
    text = f"L’année {label(start_year)} est close. {who} peut la rouvrir pour une correction."
    return Violation("R-ID-8", text, field)


def demand_open(by, row, school=None):
    """Raise `YearClosed` when a person (an actor, or an entry of theirs) acts on a row of a
    closed year; `school` is the row's where it holds none itself. Inside a transaction: a
    correction stays open until its end."""
    if by.user is None and by.link is None:
        return
    start_year = year_of(row)
    if start_year is None or sql.row(CLOSED, [start_year, YearState.CLOSED]) is None:
        return
    school_id = _first(row, "school_id") or (school and school.pk)
    codes = [] if school_id else list(departments_of(row))
    if sql.row(SHARED, [start_year, timezone.localdate(), school_id, codes]) is None:
        raise YearClosed(violations=[refusal(start_year, bool(school_id))])


def writable(rows):
    """Those of these rows, each of a year and a school, that may still be changed."""
    known = YearCorrection.objects.open()
    mine = known.filter(school_year=OuterRef("school_year"), school=OuterRef("school"))
    return rows.filter(~Q(school_year__state=YearState.CLOSED) | Exists(mine))


def year_of(row):
    """The start year of the school year that a row belongs to; None for what has none."""
    return _first(row, "school_year_id")


def departments_of(row):
    """The codes of the départements in which a row stands."""
    if code := _first(row, "department_id"):
        return {code}
    holders = (_first(row, name) for name in HOLDERS)
    return {code for one in holders if one for code in one.departments.values_list("pk", flat=True)}


def _first(row, name):
    """This value of a row, else of what its class says that it belongs to."""
    while row is not None:
        if found := getattr(row, name, None):
            return found
        row = getattr(row, getattr(row, "year_through", ""), None)
    return None
