"""Committees and bureaux des entreprises: what stands today (R-CL-1, DOMAIN §7)."""

from reports.indicators.base import (
    AT_DEPARTMENT,
    AT_SCHOOL,
    DEPARTMENT_LIMITS,
    SCHOOL_LIMITS,
    Indicator,
    Source,
    Theme,
    school_year_of,
)

COMMITTEES = Source(
    "committees",
    "Comités et mandats tenus dans Passerelle",
    f"""
    SELECT committee.id, %(this_year)s AS year, {AT_DEPARTMENT}, NULL::bigint AS basin,
        NULL::bigint AS sector, committee.id AS committee, committee.state, (
            SELECT count(DISTINCT mandate.side) FROM clee_mandate mandate
            WHERE mandate.committee_id = committee.id AND mandate.starts_on <= %(today)s
                AND (mandate.ends_on IS NULL OR mandate.ends_on >= %(today)s)
        ) AS sides
    FROM clee_committee committee
    JOIN clee_committee_departments place ON place.committee_id = committee.id
    JOIN directory_department department ON department.code = place.department_id
    WHERE committee.kind = 'clee' AND {DEPARTMENT_LIMITS}
    """,
    lacks=("basin", "school_kind", "sector"),
    gives=("committee",),
    of_schools=False,
    of_today=True,
)
RBDE = Source(
    "rbde",
    "Rôles validés dans Passerelle",
    f"""
    SELECT role.id, asked.year, {AT_SCHOOL}, NULL::bigint AS sector, role.user_id AS person
    FROM unnest(%(years)s::int[]) AS asked(year)
    JOIN accounts_roleassignment role ON role.role = 'rbde' AND role.state = 'validated'
        AND role.starts_on < make_date(asked.year + 1, 9, 1)
        AND (role.ends_on IS NULL OR role.ends_on >= make_date(asked.year, 9, 1))
    JOIN accounts_roleassignment_schools place ON place.roleassignment_id = role.id
    JOIN directory_school school ON school.id = place.school_id
    JOIN directory_department department ON department.code = school.department_id
    WHERE {SCHOOL_LIMITS}
    """,
    lacks=("sector",),
)

MEETINGS = Source(
    "meetings",
    "Réunions de comités tenues dans Passerelle",
    f"""
    SELECT meeting.id, {school_year_of("meeting.starts_at")} AS year, {AT_DEPARTMENT},
        NULL::bigint AS basin, NULL::bigint AS sector, committee.id AS committee
    FROM clee_meeting meeting
    JOIN clee_committee committee ON committee.id = meeting.committee_id
    JOIN clee_committee_departments place ON place.committee_id = committee.id
    JOIN directory_department department ON department.code = place.department_id
    WHERE meeting.state IN ('held', 'reported') AND {DEPARTMENT_LIMITS}
        AND {school_year_of("meeting.starts_at")} = ANY(%(years)s)
    """,
    lacks=("basin", "school_kind", "sector"),
    gives=("committee",),
    of_schools=False,
)

OF_TODAY = "Au jour du rapport ; un comité de plusieurs départements compte dans chacun."


def _committees(code, label, condition, definition, main=False):
    return Indicator(
        code, label, "comités", Theme.NETWORK, COMMITTEES, "count(DISTINCT id)", condition,
        definition, OF_TODAY, main,
    )  # fmt: skip


INDICATORS = (
    _committees("committees", "Comités actifs", "state = 'active'", "CLEE en activité.", main=True),
    _committees(
        "committees_dormant", "Comités en sommeil", "state = 'dormant'", "CLEE en sommeil."
    ),
    _committees(
        "committees_vacant",
        "Comités dont un siège est vacant",
        "state = 'active' AND sides < 2",
        "CLEE actifs sans copilote d’un côté au moins.",
        main=True,
    ),
    Indicator(
        "meetings",
        "Réunions de comités tenues",
        "réunions",
        Theme.NETWORK,
        MEETINGS,
        "count(DISTINCT id)",
        "true",
        "Réunions des comités qui ont eu lieu, leur compte rendu diffusé ou non.",
        "Une réunion d’un comité de plusieurs départements compte dans chacun.",
    ),
    Indicator(
        "rbde",
        "RBDE en poste",
        "personnes",
        Theme.NETWORK,
        RBDE,
        "count(DISTINCT person)",
        "true",
        "Responsables d’un bureau des entreprises, comptés une fois.",
        "Rôle validé, un jour au moins de l’année. Rattachement : le département de"
        " l’établissement.",
        main=True,
    ),
    Indicator(
        "rbde_schools",
        "Établissements qui ont un RBDE",
        "établissements",
        Theme.NETWORK,
        RBDE,
        "count(DISTINCT school)",
        "true",
        "Établissements où un RBDE est en poste, comptés une fois.",
        "Rôle validé, un jour au moins de l’année.",
        main=True,
    ),
)
