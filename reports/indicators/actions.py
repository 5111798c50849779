"""What committees did (R-CL-4): a committee may cross départements, its action counts once,
where its support school is."""

from reports.indicators.base import AT_DEPARTMENT, DEPARTMENT_LIMITS, Indicator, Source, Theme
from reports.indicators.schemes import FRAMEWORK, UNDER_FRAMEWORK

# Of an action, the département of its committee.
AT_COMMITTEE = """
    JOIN clee_committee committee ON committee.id = action.committee_id
    LEFT JOIN directory_school support ON support.id = committee.support_school_id
    JOIN directory_department department ON department.code = coalesce(support.department_id, (
        SELECT min(its.department_id) FROM clee_committee_departments its
        WHERE its.committee_id = committee.id
    ))
"""
DONE = f"""
    action.state = 'done' AND action.school_year_id = ANY(%(years)s) AND {DEPARTMENT_LIMITS}
"""
ACTIONS = Source(
    "committee_actions",
    "Actions saisies par les comités",
    f"""
    SELECT action.id, action.school_year_id AS year, {AT_DEPARTMENT}, NULL::bigint AS basin,
        NULL::bigint AS sector, action.committee_id AS committee, 'action' AS scheme,
        action.type_id AS action_type,
        hosts.partner
    FROM clee_action action
    {AT_COMMITTEE}
    LEFT JOIN (
        SELECT act.id, array_agg(DISTINCT {UNDER_FRAMEWORK}) AS partner
        FROM clee_action act
        JOIN clee_action_companies link ON link.action_id = act.id
        JOIN directory_company company ON company.id = link.company_id
        {FRAMEWORK.format("act.school_year_id")}
        WHERE act.school_year_id = ANY(%(years)s) AND framework.siren IS NOT NULL
        GROUP BY act.id
    ) hosts ON hosts.id = action.id
    WHERE {DONE}
    """,
    lacks=("basin", "school_kind", "sector"),
    gives=("committee", "scheme", "partner", "action_type"),
    of_schools=False,
)
INDICATORS = (
    Indicator(
        "committee_actions", "Actions de comités réalisées", "actions", Theme.NETWORK, ACTIONS,
        "count(*)", "true", "Actions que les comités ont menées à leur terme.",
        "Une fois, dans le département de l’établissement support, sinon le premier du comité,"
        " et sous le type que celui-ci a choisi. Partenaires : les entreprises de l’action qui ont"
        " un accord-cadre.", main=True,
    ),
)  # fmt: skip
