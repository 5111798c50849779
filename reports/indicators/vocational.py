"""Vocational periods (PFMP) and BTS placements: found, done, broken off, without (R-PF-1)."""

from functools import partial

from reports.indicators.base import (
    AT_SCHOOL,
    AUDIENCE,
    FIRST_HOST,
    IS_HELD,
    SCHOOL_LIMITS,
    SCHOOL_PLACE,
    Indicator,
    Ratio,
    Source,
    Theme,
)
from reports.indicators.naf import OF_COMPANY
from reports.indicators.placements import AT_ITS_SCHOOL, HELD_RULE
from reports.indicators.schemes import FRAMEWORK, UNDER_FRAMEWORK, partners

VOCATIONAL = Source(
    "vocational_placements",
    "PFMP et stages de BTS enregistrés par les établissements",
    f"""
    SELECT placement.id, placement.school_year_id AS year, {AT_SCHOOL},
        coalesce(company.sector_id, 0) AS sector, {OF_COMPANY},
        {AUDIENCE.format("placement.audience")}, placement.state, placement.sex,
        placement.kind AS scheme, {partners(UNDER_FRAMEWORK)},
        action.committee_id AS committee,
        diploma.kind AS diploma,
        coalesce(placement.distance_km, round(kilometres(
            company.latitude, company.longitude, home.latitude, home.longitude
        ))) AS km,
        placement.{IS_HELD} AS held,
        early.reason IS NOT NULL AS stopped, coalesce(early.reason, '') AS reason
    FROM placements_placement placement
    {AT_ITS_SCHOOL.format("placement")}
    JOIN directory_classgroup class ON class.id = placement.class_group_id
    LEFT JOIN directory_diploma diploma ON diploma.id = class.diploma_id
    LEFT JOIN placements_earlyend early ON early.placement_id = placement.id
    LEFT JOIN placements_pupil pupil ON pupil.id = placement.pupil_id
    LEFT JOIN directory_municipality home ON home.insee_code = pupil.municipality_code
    {FIRST_HOST}
    LEFT JOIN clee_action action ON action.id = placement.committee_action_id
    {FRAMEWORK.format("placement.school_year_id")}
    WHERE placement.kind IN ('pfmp', 'techno')
        AND placement.school_year_id = ANY(%(years)s) AND {SCHOOL_LIMITS}
    """,
    gives=("committee", "naf", "audience", "scheme", "partner"),
    coverage="coverage_pfmp",
)
PERIODS = Source(
    "vocational_pupils",
    "Élèves des classes qui préparent un diplôme, période par période",
    f"""
    SELECT pupil.id, campaign.school_year_id AS year, {AT_SCHOOL}, NULL::bigint AS sector,
        {AUDIENCE.format("class.special_kind")}, campaign.starts_on <= %(today)s AS begun,
        EXISTS (
            SELECT FROM placements_placement placement
            WHERE placement.pupil_id = pupil.id
                AND placement.{IS_HELD}
                AND placement.starts_on <= campaign.ends_on
                AND placement.ends_on >= campaign.starts_on
        ) AS placed
    FROM placements_campaign campaign
    JOIN directory_classgroup class ON class.id = campaign.class_group_id
        AND class.diploma_id IS NOT NULL
    JOIN placements_pupil pupil ON pupil.class_group_id = class.id AND pupil.left_on IS NULL
    {AT_ITS_SCHOOL.format("campaign")}
    WHERE campaign.school_year_id = ANY(%(years)s) AND {SCHOOL_LIMITS}
    """,
    lacks=("sector",),
    gives=("audience",),
    coverage="coverage_pfmp",
)
_counted = partial(
    Indicator, unit="stages", theme=Theme.PLACEMENTS, source=VOCATIONAL, measure="count(*)"
)
RULE = f"{HELD_RULE} {SCHOOL_PLACE}"


def _found(code, label, condition, definition, main=False, family=""):
    return _counted(
        code,
        label,
        condition=f"held AND {condition}",
        definition=definition,
        rule=RULE,
        main=main,
        family=family,
    )


def _broken(code, label, condition, definition, family=""):
    return _counted(
        code,
        label,
        condition=condition,
        definition=definition,
        rule=f"Le motif est celui que l’établissement a choisi. {SCHOOL_PLACE}",
        family=family,
    )


def _awaited(code, label, condition, definition, **family):
    rule = (
        "Une fois par période de la classe, au jour du rapport. Rattachement : le département de "
        "l’établissement."
    )
    return Indicator(
        code, label, "élèves", Theme.PLACEMENTS, PERIODS, "count(*)", condition, definition, rule,
        **(family or {"family": "pfmp_placed"}),
    )  # fmt: skip


AWAITED = _awaited(
    "pfmp_awaited", "PFMP à trouver", "true", "Élèves attendus en entreprise, période par période.",
    audience_family="pfmp_placed",
)  # fmt: skip
PLACED = _awaited(
    "pfmp_placed", "PFMP trouvées par période", "placed", "Élèves attendus qui ont un accueillant."
)
INDICATORS = (
    _found("pfmp", "PFMP et stages de BTS", "true", "PFMP et stages de BTS trouvés.", main=True),
    _found("pfmp_cap", "PFMP de CAP", "diploma = 'cap'", "Élèves de CAP.", family="diploma"),
    _found(
        "pfmp_bac_pro", "PFMP de bac pro", "diploma = 'bac_pro'",
        "Élèves de baccalauréat professionnel.", family="diploma",
    ),
    _found("pfmp_bts", "Stages de BTS", "diploma = 'bts'", "Étudiants de BTS.", family="diploma"),
    _found(
        "pfmp_other", "PFMP, autre diplôme", "coalesce(diploma, 'other') = 'other'",
        "Autres diplômes, ou diplôme non indiqué.", family="diploma",
    ),
    _found("pfmp_done", "PFMP réalisées", "state = 'done' AND NOT stopped",
           "PFMP et stages de BTS faits jusqu’à leur dernier jour.", main=True),
    _found("pfmp_girls", "PFMP de filles", "sex = 'F'", "PFMP trouvées par des filles.",
           family="pfmp_sex"),
    _found("pfmp_boys", "PFMP de garçons", "sex = 'M'", "PFMP trouvées par des garçons.",
           family="pfmp_sex"),
    _found("pfmp_unspecified", "PFMP, sexe non précisé", "sex = ''",
           "PFMP d’élèves dont le sexe n’est pas précisé.", family="pfmp_sex"),
    _found("pfmp_near", "PFMP à 30 km au plus", "km <= 30",
           "De la commune de l’élève au premier accueillant, quand les deux sont connus.",
           family="pfmp_km"),
    _found("pfmp_far", "PFMP à plus de 30 km", "km > 30",
           "De la commune de l’élève au premier accueillant, quand les deux sont connus.",
           family="pfmp_km"),
    _broken("pfmp_stopped", "PFMP rompues", "stopped",
            "PFMP et stages de BTS terminés avant leur dernier jour."),
    _broken("pfmp_stopped_host", "PFMP rompues par l’accueillant",
            "reason IN ('host', 'closed')",
            "L’accueillant y a mis fin, a fermé ou a cessé son activité.", family="stopped"),
    _broken("pfmp_stopped_pupil", "PFMP rompues par l’élève",
            "reason IN ('pupil', 'behaviour')",
            "L’élève n’est plus venu, ou a manqué aux consignes.", family="stopped"),
    _broken("pfmp_stopped_school", "PFMP rompues par l’établissement",
            "reason IN ('activity', 'safety', 'school')",
            "Activités, sécurité ou décision de l’établissement.", family="stopped"),
    _broken("pfmp_stopped_other", "PFMP rompues, autre motif", "reason = 'other'",
            "Autre motif.", family="stopped"),
    _broken("pfmp_missed", "PFMP non réalisées", "state = 'missed'",
            "PFMP que l’élève n’a pas faites.", family="pfmp_missed"),
    AWAITED,
    PLACED,
    _awaited("pfmp_without", "Élèves sans PFMP, période à venir", "NOT begun AND NOT placed",
             "Élèves attendus à une période à venir, sans accueillant."),
    _awaited("pfmp_without_begun", "Élèves sans PFMP, période commencée", "begun AND NOT placed",
             "Élèves attendus à une période commencée, sans accueillant."),
    Ratio("pfmp_rate", "Part des PFMP trouvées", PLACED, AWAITED,
          "Élèves qui ont un accueillant rapportés aux élèves attendus, période par période.",
          main=True, family="pfmp_placed"),
)  # fmt: skip
