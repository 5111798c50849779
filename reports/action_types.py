"""Actions of committees by type: a table of its own, since the authority edits the types.

A committee may cross départements: its action counts once, where its support school is.
"""

from directory import sql

TITLE = "Actions de comités par type"
MEASURE = "Actions réalisées"
COUNT = """
    SELECT type.label, action.school_year_id, count(*)
    FROM clee_action action
    JOIN clee_actiontype type ON type.id = action.type_id
    JOIN (
        SELECT committee.id, coalesce(school.department_id, (
            SELECT min(one.department_id) FROM clee_committee_departments one
            WHERE one.committee_id = committee.id
        )) AS department
        FROM clee_committee committee
        LEFT JOIN directory_school school ON school.id = committee.support_school_id
    ) place ON place.id = action.committee_id
    WHERE action.state = 'done' AND action.school_year_id = ANY(%(years)s)
        AND (%(departments)s::text[] IS NULL OR place.department = ANY(%(departments)s))
    GROUP BY type.label, type.rank, action.school_year_id ORDER BY type.rank, type.label
"""


def counted(limits):
    """{type: {year: count}}, in the order of the types."""
    found: dict[str, dict] = {}
    for label, year, count in sql.rows(COUNT, limits):
        found.setdefault(label, {})[year] = count
    return found
