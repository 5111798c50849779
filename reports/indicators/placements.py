"""Placements of 3e and other pupils: asked, offered, filled, by whom (R-PL-…, R-ID-7)."""

from functools import partial

from reports.indicators.base import (
    AT_DEPARTMENT,
    AT_SCHOOL,
    AUDIENCE,
    BASIN_OF_PLACE,
    DEPARTMENT_LIMITS,
    FIRST_HOST,
    HOST_PLACE,
    IS_HELD,
    OF_AUDIENCE,
    SCHOOL_LIMITS,
    SCHOOL_PLACE,
    Indicator,
    Ratio,
    Source,
    Theme,
    school_year_of,
)
from reports.indicators.naf import OF_COMPANY
from reports.indicators.schemes import FRAMEWORK, UNDER_FRAMEWORK, partners, run_by

AT_ITS_SCHOOL = """
    JOIN directory_school school ON school.id = {}.school_id
    JOIN directory_department department ON department.code = school.department_id
"""
PLACEMENTS = Source(
    "placements",
    "Stages enregistrés par les établissements",
    f"""
    SELECT placement.id, placement.school_year_id AS year, {AT_SCHOOL},
        coalesce(company.sector_id, 0) AS sector, {OF_COMPANY}, stay.company_id AS company,
        placement.state, placement.source, placement.sex,
        placement.audience AS class_audience, action.committee_id AS committee,
        {AUDIENCE.format("placement.audience")}, school.priority_education, school.qpv,
        town.is_rural AS rural,
        CASE WHEN track.id IS NOT NULL THEN 'track-' || track.scheme
            WHEN placement.kind = 'initiation' THEN placement.kind
            ELSE 'observation-' || placement.level END AS scheme,
        {partners(UNDER_FRAMEWORK, *run_by("track", "coordinator"))},
        candidate.track_id AS track,
        placement.{IS_HELD} AS held
    FROM placements_placement placement
    {AT_ITS_SCHOOL.format("placement")}
    LEFT JOIN directory_municipality town ON town.insee_code = school.municipality_id
    {FIRST_HOST}
    LEFT JOIN clee_action action ON action.id = placement.committee_action_id
    LEFT JOIN placements_trackcandidate candidate ON candidate.placement_id = placement.id
    LEFT JOIN placements_discoverytrack track ON track.id = candidate.track_id
    LEFT JOIN LATERAL (
        SELECT its.siren FROM directory_company its WHERE its.id = track.company_id LIMIT 1
    ) coordinator ON true
    {FRAMEWORK.format("placement.school_year_id")}
    WHERE placement.kind IN ('observation', 'initiation')
        AND placement.school_year_id = ANY(%(years)s) AND {SCHOOL_LIMITS}
    """,
    gives=("committee", "naf", "audience", "scheme", "partner"),
    coverage="coverage_observation",
)
PUPILS = Source(
    "placement_pupils",
    "Listes des classes dont une période de stage est ouverte",
    f"""
    SELECT DISTINCT pupil.id, campaign.school_year_id AS year, {AT_SCHOOL},
        NULL::bigint AS sector, {AUDIENCE.format("class.special_kind")},
        EXISTS (
            SELECT FROM placements_placement placement
            WHERE placement.pupil_id = pupil.id
                AND placement.school_year_id = campaign.school_year_id
                AND placement.{IS_HELD}
        ) AS placed
    FROM placements_campaign campaign
    JOIN directory_classgroup class ON class.school_id = campaign.school_id
        AND class.school_year_id = campaign.school_year_id
        AND class.diploma_id IS NULL
        AND (class.id = campaign.class_group_id
            OR (campaign.class_group_id IS NULL AND class.level = campaign.level))
    JOIN placements_pupil pupil ON pupil.class_group_id = class.id AND pupil.left_on IS NULL
    {AT_ITS_SCHOOL.format("campaign")}
    WHERE campaign.school_year_id = ANY(%(years)s) AND {SCHOOL_LIMITS}
    """,
    lacks=("sector",),
    gives=("audience",),
    coverage="coverage_observation",
)
APPLICATIONS = Source(
    "placement_applications",
    "Candidatures des élèves aux offres de la bourse",
    f"""
    SELECT application.id, class.school_year_id AS year, {AT_SCHOOL},
        coalesce(offer.sector_id, 0) AS sector, {OF_COMPANY},
        {AUDIENCE.format("class.special_kind")},
        application.state NOT IN ('sent', 'expired', 'withdrawn', 'closed') AS answered
    FROM placements_placementapplication application
    JOIN placements_placementoffer offer ON offer.id = application.offer_id
    JOIN directory_company company ON company.id = offer.company_id
    JOIN placements_pupil pupil ON pupil.id = application.pupil_id
    JOIN directory_classgroup class ON class.id = pupil.class_group_id
    {AT_ITS_SCHOOL.format("class")}
    WHERE class.school_year_id = ANY(%(years)s) AND {SCHOOL_LIMITS}
    """,
    gives=("naf", "audience"),
    coverage="coverage_observation",
)
WEEKS = Source(
    "placement_weeks",
    "Offres de la bourse des stages, semaine par semaine",
    f"""
    SELECT week.id, {school_year_of("week.monday")} AS year, {AT_DEPARTMENT},
        coalesce(place.id, 0) AS basin, coalesce(offer.sector_id, 0) AS sector,
        {OF_COMPANY}, week.capacity, week.seats_taken, {partners(UNDER_FRAMEWORK)},
        CASE WHEN offer.kind <> 'observation' THEN offer.kind
            WHEN cardinality(offer.levels) = 1 THEN 'observation-' || offer.levels[1]
            ELSE offer.kind END AS scheme
    FROM placements_offerweek week
    JOIN placements_placementoffer offer ON offer.id = week.offer_id
    JOIN directory_department department ON department.code = offer.department_id
    JOIN directory_company company ON company.id = offer.company_id
    {BASIN_OF_PLACE.format("offer")}
    {FRAMEWORK.format(school_year_of("week.monday"))}
    WHERE offer.published_at IS NOT NULL AND offer.state IN ('published', 'full', 'closed')
        AND {school_year_of("week.monday")} = ANY(%(years)s) AND {DEPARTMENT_LIMITS}
    """,
    lacks=("school_kind",),
    gives=("naf", "scheme", "partner"),
    of_schools=False,
)

HELD_RULE = "Stages qui ont un accueillant, annulés et non réalisés exclus."
_placements = partial(Indicator, theme=Theme.PLACEMENTS, source=PLACEMENTS, measure="count(*)")


def _found(code, label, condition, definition, main=False, family=""):
    return _placements(
        code,
        label,
        "stages",
        condition=f"held AND {condition}",
        definition=definition,
        rule=f"{HELD_RULE} {SCHOOL_PLACE}",
        main=main,
        family=family,
    )


CONCERNED = Indicator(
    "placement_pupils",
    "Élèves concernés",
    "élèves",
    Theme.PLACEMENTS,
    PUPILS,
    "count(*)",
    "true",
    "Élèves des classes dont la période de stage est fixée pour l’année.",
    "Élèves présents dans la liste de la classe, comptés une fois. Rattachement : le"
    " département de l’établissement. Les listes sont effacées un an après l’année.",
    audience_family="placed",
)
PLACED = Indicator(
    "placement_pupils_placed",
    "Élèves qui ont un stage",
    "élèves",
    Theme.PLACEMENTS,
    PUPILS,
    "count(*)",
    "placed",
    "Élèves concernés pour qui un accueillant est enregistré.",
    "Au jour du rapport. Rattachement : le département de l’établissement.",
    family="placed",
)
WITHOUT = Indicator(
    "placement_pupils_without",
    "Élèves sans stage",
    "élèves",
    Theme.PLACEMENTS,
    PUPILS,
    "count(*)",
    "NOT placed",
    "Élèves concernés pour qui aucun accueillant n’est enregistré.",
    "Au jour du rapport. Rattachement : le département de l’établissement.",
    family="placed",
)
FOUND = _found("placements", "Stages trouvés", "true", "Stages qui ont un accueillant.", main=True)
# Whose share is said.
GIRLS = _found(
    "placements_girls", "Stages de filles", "sex = 'F'", "Stages trouvés par des élèves filles.",
    main=True, family="sex",
)  # fmt: skip
REP = _found(
    "placements_rep", "Stages en éducation prioritaire", "priority_education <> ''",
    "Stages d’élèves d’établissements REP ou REP+.", family="rep",
)  # fmt: skip
QPV = _found(
    "placements_qpv", "Stages d’établissements en quartier prioritaire", "qpv = 'inside'",
    "Stages d’élèves d’établissements situés dans un quartier prioritaire de la ville.",
    family="qpv",
)  # fmt: skip
RURAL = _found(
    "placements_rural", "Stages d’établissements ruraux", "rural",
    "Stages d’élèves d’établissements situés dans une commune rurale (grille de densité, INSEE).",
    family="rural",
)  # fmt: skip
SEGPA = _found(
    "placements_segpa", "Stages d’élèves de SEGPA", "class_audience = 'SEGPA'",
    "Stages d’élèves de classes de SEGPA.", family=OF_AUDIENCE,
)  # fmt: skip
ULIS = _found(
    "placements_ulis", "Stages d’élèves d’ULIS", "class_audience = 'ULIS'",
    "Stages d’élèves de dispositifs ULIS.", family=OF_AUDIENCE,
)  # fmt: skip


def _share(part, of_whom):
    return Ratio(
        f"{part.code}_share", f"Part {of_whom}", part, FOUND,
        f"{part.label} rapportés aux stages trouvés.", family=part.family,
    )  # fmt: skip


SHARES = tuple(
    _share(part, of_whom)
    for part, of_whom in (
        (GIRLS, "des stages de filles"),
        (REP, "des stages en éducation prioritaire"),
        (QPV, "des stages en quartier prioritaire"),
        (RURAL, "des stages d’établissements ruraux"),
        (SEGPA, "des stages de SEGPA"),
        (ULIS, "des stages d’ULIS"),
    )
)
INDICATORS = (
    FOUND,
    _found(
        "placements_covered",
        "Stages conventionnés",
        "state IN ('signed', 'done')",
        "Stages dont la convention est signée par toutes les parties.",
        main=True,
    ),
    _found(
        "placements_done", "Stages réalisés", "state = 'done'", "Stages faits jusqu’à leur terme.",
        main=True,
    ),
    GIRLS,
    _found(
        "placements_boys", "Stages de garçons", "sex = 'M'",
        "Stages trouvés par des élèves garçons.", main=True, family="sex",
    ),
    _found(
        "placements_unspecified", "Stages, sexe non précisé", "sex = ''",
        "Stages d’élèves dont le sexe n’est pas précisé.", family="sex",
    ),
    REP,
    QPV,
    RURAL,
    SEGPA,
    ULIS,
    _found(
        "placements_audience", "Stages de publics particuliers", "class_audience <> ''",
        "Stages d’élèves de SEGPA, ULIS, UPE2A, prépa-métiers ou MLDS.", family=OF_AUDIENCE,
    ),
    *SHARES,
    _found(
        "placements_portal", "Stages trouvés par Passerelle", "source IN ('offer', 'track')",
        "Stages venus d’une offre de la bourse ou d’un parcours de découverte.",
    ),
    _found(
        "placements_track", "Stages en parcours de découverte", "source = 'track'",
        "Élèves placés dans un parcours de découverte : une semaine, plusieurs accueillants.",
    ),
    Indicator(
        "placement_tracks",
        "Parcours de découverte",
        "parcours",
        Theme.PLACEMENTS,
        PLACEMENTS,
        "count(DISTINCT track)",
        "held",
        "Parcours dans lesquels au moins un de ces élèves est placé, comptés une fois.",
        f"{HELD_RULE} {SCHOOL_PLACE}",
    ),
    _placements(
        "placements_missed",
        "Stages non réalisés",
        "stages",
        condition="state = 'missed'",
        definition="Stages que l’élève n’a pas faits, avec leur motif.",
        rule=f"Marqués « non réalisé » par l’établissement. {SCHOOL_PLACE}",
        family="missed",
    ),
    Indicator(
        "placement_companies",
        "Accueillants",
        "entreprises",
        Theme.PLACEMENTS,
        PLACEMENTS,
        "count(DISTINCT company)",
        "held",
        "Entreprises et organismes qui ont au moins un de ces stages, comptés une fois.",
        f"Le premier accueillant d’un stage qui en a plusieurs. {SCHOOL_PLACE}",
        main=True,
    ),
    CONCERNED,
    PLACED,
    WITHOUT,
    Ratio(
        "placement_rate",
        "Part des élèves qui ont un stage",
        PLACED,
        CONCERNED,
        "Élèves qui ont un stage rapportés aux élèves concernés.",
        main=True,
        family="placed",
    ),
    Indicator(
        "placement_applications",
        "Candidatures envoyées",
        "candidatures",
        Theme.PLACEMENTS,
        APPLICATIONS,
        "count(*)",
        "true",
        "Candidatures d’élèves envoyées par leur établissement à une offre.",
        f"Toutes, quelle que soit leur suite. {SCHOOL_PLACE}",
    ),
    Indicator(
        "placement_answers",
        "Candidatures répondues",
        "candidatures",
        Theme.PLACEMENTS,
        APPLICATIONS,
        "count(*)",
        "answered",
        "Candidatures auxquelles l’entreprise a répondu, oui ou non.",
        f"Ni échues, ni retirées. {SCHOOL_PLACE}",
    ),
    Indicator(
        "placement_seats",
        "Places de stage offertes",
        "places",
        Theme.PLACEMENTS,
        WEEKS,
        "sum(capacity)",
        "true",
        "Places des offres publiées, semaine par semaine.",
        f"Offres retirées par un modérateur exclues. {HOST_PLACE}",
        main=True,
    ),
    Indicator(
        "placement_seats_filled",
        "Places de stage pourvues",
        "places",
        Theme.PLACEMENTS,
        WEEKS,
        "sum(seats_taken)",
        "true",
        "Places de ces offres tenues par une candidature acceptée.",
        f"Une candidature annulée libère sa place. {HOST_PLACE}",
        main=True,
    ),
)  # fmt: skip
