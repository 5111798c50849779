"""Partnerships in force and the companies that act with schools (R-ID-…, DOMAIN §7)."""

from reports.indicators.base import (
    BASIN_OF_PLACE,
    COMMUNE,
    Indicator,
    Source,
    Theme,
    school_year_of,
)
from reports.indicators.naf import OF_COMPANY
from reports.indicators.schemes import FRAMEWORK, UNDER_FRAMEWORK, partners

PARTNERSHIPS = Source(
    "partnerships",
    "Partenariats saisis dans Passerelle",
    f"""
    SELECT partnership.id, asked.year, school.id AS school,
        department.code AS department, department.academy_id AS academy,
        coalesce(school.basin_id, 0) AS basin, school.kind AS school_kind,
        coalesce(company.sector_id, 0) AS sector, {OF_COMPANY}, partnership.kind,
        partnership.company_id AS company, partnership.committee_id AS committee,
        {partners(UNDER_FRAMEWORK, "'network-' || partnership.partner_id")}
    FROM unnest(%(years)s::int[]) AS asked(year)
    JOIN partnerships_partnership partnership
        ON partnership.starts_on < make_date(asked.year + 1, 9, 1)
        AND (partnership.ends_on IS NULL OR partnership.ends_on >= make_date(asked.year, 9, 1))
    LEFT JOIN directory_school school ON school.id = partnership.school_id
    LEFT JOIN directory_company company ON company.id = partnership.company_id
    {FRAMEWORK.format("asked.year")}
    JOIN directory_department department
        ON department.code = coalesce(school.department_id, company.department_id)
    WHERE partnership.state IN ('active', 'ended')
        AND (%(departments)s::text[] IS NULL OR department.code = ANY(%(departments)s))
        AND (%(schools)s::bigint[] IS NULL OR school.id = ANY(%(schools)s))
    """,
    gives=("committee", "naf", "partner"),
    coverage="coverage_partnerships",
)
# What a company does with schools: (tables, company, school, year, condition).
ACTS = (
    (
        "partnerships_booking act", "act.company_id", "act.school_id", "act.school_year_id",
        "act.state IN ('accepted', 'done')",
    ),
    (
        "placements_stay stay JOIN placements_placement act ON act.id = stay.placement_id",
        "stay.company_id", "act.school_id", "act.school_year_id",
        "act.state IN ('found', 'signing', 'signed', 'done', 'uncovered')",
    ),
    (
        "partnerships_partnership act", "act.company_id", "act.school_id",
        school_year_of("act.starts_on"), "act.state IN ('active', 'ended')",
    ),
)  # fmt: skip
# The limits stand in each branch: a département's report reads its own companies only.
ACTING = " UNION ".join(
    f"""
    SELECT {company} AS company, {year} AS year
    FROM {tables} JOIN directory_company its ON its.id = {company}
    WHERE {condition} AND {year} = ANY(%(years)s)
        AND (%(departments)s::text[] IS NULL OR its.department_id = ANY(%(departments)s))
        AND (%(schools)s::bigint[] IS NULL OR {school} = ANY(%(schools)s))
    """
    for tables, company, school, year, condition in ACTS
)
ACTED_BEFORE = " OR ".join(
    f"""EXISTS (
        SELECT FROM {tables}
        WHERE {condition} AND {company} = acting.company AND {year} < acting.year
    )"""
    for tables, company, _, year, condition in ACTS
)
COMPANIES = Source(
    "companies",
    "Demandes acceptées, stages et partenariats",
    f"""
    SELECT company.id, acting.year, NOT ({ACTED_BEFORE}) AS is_new,
        coalesce(company.sector_id, 0) AS sector, {OF_COMPANY}, department.code AS department,
        department.academy_id AS academy, coalesce(place.id, 0) AS basin,
        NULL::text AS school_kind
    FROM ({ACTING}) acting
    JOIN directory_company company ON company.id = acting.company
    JOIN directory_department department ON department.code = company.department_id
    {BASIN_OF_PLACE.format("company")}
    """,
    lacks=("school_kind",),
    gives=("naf",),
    coverage="coverage",
)

IN_FORCE = (
    "Signés, en vigueur au moins un jour de l’année. Rattachement : le département de"
    " l’établissement, sinon celui de l’entreprise."
)
COMPANY_PLACE = f"Rattachement : le département et le secteur de l’entreprise. {COMMUNE}"


def _of_kind(code, label, kind, definition):
    return Indicator(
        code, label, "partenariats", Theme.PARTNERS, PARTNERSHIPS, "count(*)",
        f"kind = '{kind}'", definition, IN_FORCE,
    )  # fmt: skip


INDICATORS = (
    Indicator(
        "partnerships",
        "Partenariats en vigueur",
        "partenariats",
        Theme.PARTNERS,
        PARTNERSHIPS,
        "count(*)",
        "true",
        "Partenariats de toute nature.",
        IN_FORCE,
        main=True,
    ),
    _of_kind("framework", "Accords-cadres", "framework", "Accords-cadres en vigueur."),
    _of_kind("hosting", "Accueil d’élèves", "host", "Partenariats d’accueil d’élèves."),
    _of_kind("tax", "Taxe d’apprentissage", "tax", "Partenariats pour la taxe d’apprentissage."),
    _of_kind("sponsor", "Parrainages", "sponsor", "Parrainages de classes ou d’élèves."),
    _of_kind("jury", "Participation à des jurys", "jury", "Entreprises membres de jurys."),
    _of_kind("equipment", "Équipement", "equipment", "Dons ou prêts d’équipement."),
    Indicator(
        "partner_companies",
        "Entreprises partenaires",
        "entreprises",
        Theme.PARTNERS,
        PARTNERSHIPS,
        "count(DISTINCT company)",
        "true",
        "Entreprises qui ont un partenariat en vigueur, comptées une fois.",
        IN_FORCE,
        main=True,
    ),
    Indicator(
        "active_companies",
        "Entreprises actives",
        "entreprises",
        Theme.PARTNERS,
        COMPANIES,
        "count(DISTINCT id)",
        "true",
        "Entreprises qui ont accepté une demande, accueilli un stage ou signé un partenariat dans"
        " l’année, comptées une fois.",
        COMPANY_PLACE,
        main=True,
    ),
    Indicator(
        "new_companies",
        "Nouvelles entreprises",
        "entreprises",
        Theme.PARTNERS,
        COMPANIES,
        "count(DISTINCT id)",
        "is_new",
        "Entreprises actives pour la première fois depuis l’ouverture de Passerelle.",
        COMPANY_PLACE,
        main=True,
    ),
)
