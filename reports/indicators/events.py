"""Events that took place, and their audience (DOMAIN §7)."""

from functools import partial

from reports.indicators.base import (
    AT_DEPARTMENT,
    DEPARTMENT_LIMITS,
    Indicator,
    Source,
    Theme,
)
from reports.indicators.schemes import partners, run_by

HOLDERS = (
    *run_by("event", "holder"),
    """CASE WHEN num_nonnulls(event.committee_id, event.branch_id, event.company_id,
        event.school_id, event.network_id) = 0 THEN 'authority' END""",
)
EVENTS = Source(
    "events",
    "Événements annoncés dans Passerelle",
    f"""
    SELECT event.id, event.school_year_id AS year, {AT_DEPARTMENT}, NULL::bigint AS basin,
        NULL::bigint AS sector, coalesce(action.committee_id, event.committee_id) AS committee,
        coalesce(people.expected, 0) AS expected, people.present,
        coalesce('programme-' || programme.id, 'event') AS scheme, {partners(*HOLDERS)}
    FROM events_event event
    JOIN directory_department department ON department.code = event.department_id
    LEFT JOIN clee_action action ON action.id = event.committee_action_id
    LEFT JOIN directory_company holder ON holder.id = event.company_id
    LEFT JOIN LATERAL (
        SELECT min(entry.programme_id) AS id FROM events_programmeentry entry
        WHERE entry.event_id = event.id AND entry.state = 'accepted'
    ) programme ON true
    LEFT JOIN LATERAL (
        SELECT sum(entry.seats) AS expected, sum(entry.present) AS present
        FROM events_session session
        JOIN events_sessionentry entry ON entry.session_id = session.id
        WHERE session.event_id = event.id AND entry.state = 'confirmed'
    ) people ON true
    WHERE event.school_year_id = ANY(%(years)s) AND {DEPARTMENT_LIMITS}
        AND event.state IN ('published', 'closed', 'archived')
        AND (event.ends_at AT TIME ZONE 'Europe/Paris')::date <= %(today)s
    """,
    lacks=("basin", "school_kind", "sector"),
    gives=("committee", "scheme", "partner"),
    of_schools=False,
)
RULE = (
    "Événements terminés ; brouillons et annulations exclus. Rattachement : le département de"
    " l’événement."
)
_events = partial(Indicator, theme=Theme.NETWORK, source=EVENTS, rule=RULE)

INDICATORS = (
    _events(
        "events", "Événements tenus", "événements", measure="count(*)", condition="true",
        definition="Forums, visites, ateliers, tables rondes annoncés et terminés.",
    ),
    _events(
        "events_expected", "Personnes inscrites aux événements", "personnes",
        measure="sum(expected)", condition="true",
        definition="Effectif des inscriptions confirmées, groupes et classes compris ; une personne"
        " compte à chaque séance.",
    ),
    _events(
        "events_present", "Personnes comptées à l’entrée des événements", "personnes",
        measure="sum(present)", condition="present IS NOT NULL",
        definition="Effectif relevé à l’entrée, là où il l’a été.",
    ),
)  # fmt: skip
