"""What hosts and guests thought of the days that they lived (R-CEE-7, DOMAIN §7)."""

from reports.indicators.base import (
    AT_SCHOOL,
    SCHOOL_LIMITS,
    SCHOOL_PLACE,
    Indicator,
    Ratio,
    Source,
    Theme,
)
from reports.indicators.naf import OF_COMPANY

OPINIONS = Source(
    "opinions",
    "Questionnaires répondus après une immersion",
    f"""
    SELECT answer.id, booking.school_year_id AS year, {AT_SCHOOL},
        coalesce(company.sector_id, 0) AS sector, {OF_COMPANY}, answer.function,
        action.committee_id AS committee,
        (answer.answers->>'satisfaction')::numeric >= 4 AS satisfied
    FROM partnerships_booking booking
    JOIN documents_questionnaireanswer answer ON answer.subject_id = booking.id
        AND answer.answered_at IS NOT NULL AND answer.answers ? 'satisfaction'
        AND answer.subject_type_id = (
            SELECT id FROM django_content_type
            WHERE app_label = 'partnerships' AND model = 'booking'
        )
    JOIN directory_school school ON school.id = booking.school_id
    JOIN directory_department department ON department.code = school.department_id
    LEFT JOIN directory_company company ON company.id = booking.company_id
    LEFT JOIN clee_action action ON action.id = booking.committee_action_id
    WHERE booking.school_year_id = ANY(%(years)s) AND {SCHOOL_LIMITS}
    """,
    gives=("committee", "naf"),
    coverage="coverage_immersions",
)
RULE = f"Une note de 1 à 5 ; satisfait à partir de 4. {SCHOOL_PLACE}"


def _opinions(code, label, condition, definition):
    return Indicator(
        code, label, "avis", Theme.IMMERSIONS, OPINIONS, "count(*)", condition, definition, RULE
    )


GIVEN = _opinions("opinions", "Avis donnés", "true", "Avis d’accueillants et d’accueillis.")
SATISFIED = _opinions(
    "opinions_satisfied", "Avis satisfaits", "satisfied", "Avis notés 4 ou 5 sur 5."
)
INDICATORS = (
    GIVEN,
    SATISFIED,
    Ratio(
        "opinions_rate",
        "Part des avis satisfaits",
        SATISFIED,
        GIVEN,
        "Avis notés 4 ou 5 rapportés aux avis donnés.",
    ),
)
