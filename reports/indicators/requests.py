"""What schools ask for and what companies need (DOMAIN §7)."""

from reports.indicators.base import (
    AT_DEPARTMENT,
    AT_SCHOOL,
    DEPARTMENT_LIMITS,
    HOST_PLACE,
    SCHOOL_LIMITS,
    Indicator,
    Ratio,
    Source,
    Theme,
    school_year_of,
)
from reports.indicators.naf import OF_COMPANY

REQUESTS = Source(
    "requests",
    "Appels publiés par les établissements",
    f"""
    SELECT request.id, request.school_year_id AS year, {AT_SCHOOL},
        coalesce(request.sector_id, 0) AS sector, request.state = 'met' AS met,
        EXISTS (
            SELECT FROM partnerships_schoolrequestanswer answer
            WHERE answer.request_id = request.id AND answer.kind = 'yes'
        ) AS answered
    FROM partnerships_schoolrequest request
    JOIN directory_school school ON school.id = request.school_id
    JOIN directory_department department ON department.code = school.department_id
    WHERE request.state <> 'awaiting_visa' AND request.school_year_id = ANY(%(years)s)
        AND {SCHOOL_LIMITS}
    """,
    coverage="coverage_requests",
)
NEEDS = Source(
    "needs",
    "Besoins dits par les entreprises",
    f"""
    SELECT need.id, {school_year_of("need.told_on")} AS year, {AT_DEPARTMENT},
        coalesce(need.basin_id, 0) AS basin, coalesce(need.sector_id, 0) AS sector,
        {OF_COMPANY}, need.count
    FROM partnerships_companyneed need
    JOIN directory_department department ON department.code = need.department_id
    JOIN directory_company company ON company.id = need.company_id
    WHERE {school_year_of("need.told_on")} = ANY(%(years)s) AND {DEPARTMENT_LIMITS}
    """,
    lacks=("school_kind",),
    gives=("naf",),
    of_schools=False,
)

SCHOOL_RULE = "Appels publiés dans l’année. Rattachement : le département de l’établissement."


def _asked(code, label, condition, definition):
    return Indicator(
        code, label, "appels", Theme.REQUESTS, REQUESTS, "count(*)", condition, definition,
        SCHOOL_RULE, main=True,
    )  # fmt: skip


ASKED = _asked("requests", "Appels publiés", "true", "Appels d’établissements aux entreprises.")
ANSWERED = _asked(
    "requests_answered", "Appels répondus", "answered",
    "Appels auxquels une entreprise ou un réseau au moins a dit oui.",
)  # fmt: skip
INDICATORS = (
    ASKED,
    ANSWERED,
    _asked(
        "requests_met", "Appels pourvus", "met",
        "Appels dont l’établissement a retenu une réponse.",
    ),
    Ratio(
        "requests_rate", "Part des appels répondus", ANSWERED, ASKED,
        "Appels répondus rapportés aux appels publiés.",
    ),
    Indicator(
        "needs", "Besoins d’entreprises", "besoins", Theme.REQUESTS, NEEDS, "count(*)", "true",
        "Besoins de recrutement ou d’alternance dits par des entreprises.",
        f"Dits dans l’année. {HOST_PLACE}", main=True,
    ),
    Indicator(
        "needs_people", "Personnes recherchées", "personnes", Theme.REQUESTS, NEEDS, "sum(count)",
        "true", "Nombre de personnes de ces besoins.", f"Dits dans l’année. {HOST_PLACE}",
    ),
)  # fmt: skip
