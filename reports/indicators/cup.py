"""The Industrie Cup: the teams of the finals whose result is published (R-CEE-7, R-EV-1)."""

from functools import partial

from reports.indicators.base import (
    AT_SCHOOL,
    SCHOOL_LIMITS,
    SCHOOL_PLACE,
    Indicator,
    Source,
    Theme,
)
from reports.indicators.naf import OF_COMPANY
from reports.indicators.schemes import FRAMEWORK, UNDER_FRAMEWORK, partners

TEAMS = Source(
    "cup_teams",
    "Équipes des finales de l’Industrie Cup dont le résultat est publié",
    f"""
    SELECT team.id, edition.school_year_id AS year, {AT_SCHOOL},
        coalesce(company.sector_id, 0) AS sector, {OF_COMPANY}, edition.id AS edition,
        action.committee_id AS committee,
        team.girls, team.boys, team.unspecified, 'cup' AS scheme,
        {partners(UNDER_FRAMEWORK, "'branch-' || edition.branch_id")}
    FROM events_team team
    JOIN events_edition edition ON edition.id = team.edition_id
    JOIN partnerships_contract contract ON contract.id = team.contract_id
    JOIN partnerships_booking booking ON booking.id = contract.booking_id
    JOIN directory_school school ON school.id = booking.school_id
    JOIN directory_department department ON department.code = school.department_id
    LEFT JOIN directory_company company ON company.id = booking.company_id
    LEFT JOIN clee_action action ON action.id = booking.committee_action_id
    {FRAMEWORK.format("edition.school_year_id")}
    WHERE edition.school_year_id = ANY(%(years)s) AND {SCHOOL_LIMITS}
        AND edition.state IN ('published', 'archived') AND team.state <> 'withdrawn'
    """,
    gives=("committee", "naf", "scheme", "partner"),
    coverage="coverage_immersions",
)
RULE = f"Équipes retirées exclues. {SCHOOL_PLACE}"
_teams = partial(Indicator, theme=Theme.IMMERSIONS, source=TEAMS, condition="true", rule=RULE)

INDICATORS = (
    _teams(
        "cup_finals", "Finales de l’Industrie Cup", "finales", measure="count(DISTINCT edition)",
        definition="Finales dont le résultat est publié, avec au moins une de ces équipes.",
    ),
    _teams(
        "cup_teams", "Équipes à l’Industrie Cup", "équipes", measure="count(*)",
        definition="Classes en Entreprise présentées par une équipe à une finale.",
    ),
    _teams(
        "cup_pupils", "Élèves à l’Industrie Cup", "élèves",
        measure="sum(girls + boys + unspecified)",
        definition="Effectif annoncé des équipes : des nombres, jamais des noms.",
    ),
    _teams(
        "cup_girls", "Filles à l’Industrie Cup", "élèves", measure="sum(girls)",
        definition="Filles dans l’effectif annoncé des équipes.",
        family="cup_sex", open_family="cup_sex",
    ),
    _teams(
        "cup_boys", "Garçons à l’Industrie Cup", "élèves", measure="sum(boys)",
        definition="Garçons dans l’effectif annoncé des équipes.",
        family="cup_sex", open_family="cup_sex",
    ),
    _teams(
        "cup_unspecified", "Élèves à l’Industrie Cup, sexe non précisé", "élèves",
        measure="sum(unspecified)",
        definition="Élèves annoncés des équipes dont le sexe n’est pas précisé.",
        family="cup_sex", open_family="cup_sex",
    ),
)  # fmt: skip
