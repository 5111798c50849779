"""Actions of committees by type: a table of its own, since the authority edits the types.
Each stands where `reports.indicators.actions` says.
"""

from directory import sql
from reports.indicators.actions import AT_COMMITTEE, DONE

TITLE = "Actions de comités par type"
MEASURE = "Actions réalisées"
COUNT = f"""
    SELECT type.label, action.school_year_id, count(*)
    FROM clee_action action
    JOIN clee_actiontype type ON type.id = action.type_id
    {AT_COMMITTEE}
    WHERE {DONE}
    GROUP BY type.label, type.rank, action.school_year_id ORDER BY type.rank, type.label
"""  # noqa: S608 constants of reports.indicators


def counted(limits):
    """{type: {year: count}}, in the order of the types."""
    found: dict[str, dict] = {}
    for label, year, count in sql.rows(COUNT, limits):
        found.setdefault(label, {})[year] = count
    return found
