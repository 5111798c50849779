"""Classes and staff in companies: what was done, offered, filled (R-CEE-7, R-CEE-8)."""

from partnerships.enums.on_the_day import Provider
from reports.indicators.base import (
    AT_DEPARTMENT,
    AT_SCHOOL,
    AUDIENCE,
    BASIN_OF_PLACE,
    DEPARTMENT_LIMITS,
    HOST_PLACE,
    SCHOOL_LIMITS,
    SCHOOL_PLACE,
    Indicator,
    Ratio,
    Source,
    Theme,
)
from reports.indicators.naf import OF_COMPANY
from reports.indicators.schemes import FRAMEWORK, UNDER_FRAMEWORK, partners

# The provider of staff is a partner where it is one: the EAFC is the rectorat's.
PARTNERS = (
    UNDER_FRAMEWORK,
    "'branch-' || contract.branch_id",
    "'network-' || booking.host_network_id",
    "CASE booking.provider WHEN 'eafc' THEN 'authority' WHEN 'cmq' THEN 'cmq' END",
)
BOOKINGS = Source(
    "bookings",
    "Demandes acceptées et leurs conventions, saisies dans Passerelle",
    f"""
    SELECT booking.id, booking.kind, booking.school_year_id AS year,
        {AT_SCHOOL}, coalesce(company.sector_id, 0) AS sector, {OF_COMPANY},
        action.committee_id AS committee, {AUDIENCE.format("class.special_kind")},
        CASE WHEN contract.kind = 'ordinary' THEN contract.kind ELSE booking.kind END AS scheme,
        {partners(*PARTNERS)},
        coalesce(counted.girls, booking.girls) AS girls,
        coalesce(counted.boys, booking.boys) AS boys,
        coalesce(counted.unspecified, booking.unspecified) AS unspecified,
        coalesce(counted.adults, booking.adults) AS adults,
        booking.company_id AS company, booking.teacher_id AS teacher, booking.provider,
        booking.ends_on - booking.starts_on + 1 AS days,
        booking.state IN ('accepted', 'done') AS taken,
        booking.state = 'cancelled' AS cancelled,
        booking.ends_on < %(today)s AS over,
        counted.absent IS NOT TRUE AS came, counted.absent IS FALSE AS is_counted,
        contract.kind = 'class_immersion' AS is_cee,
        contract.kind = 'ordinary' AS is_ordinary,
        contract.state IN ('signed', 'completed') AS covered,
        contract.state = 'uncovered' AS uncovered
    FROM partnerships_booking booking
    JOIN directory_school school ON school.id = booking.school_id
    JOIN directory_department department ON department.code = school.department_id
    LEFT JOIN directory_company company ON company.id = booking.company_id
    LEFT JOIN directory_classgroup class ON class.id = booking.class_group_id
    LEFT JOIN clee_action action ON action.id = booking.committee_action_id
    LEFT JOIN partnerships_contract contract ON contract.booking_id = booking.id
    {FRAMEWORK.format("booking.school_year_id")}
    LEFT JOIN LATERAL (
        SELECT absent, girls, boys, unspecified, adults FROM partnerships_attendance attendance
        WHERE booking_id = booking.id AND (side = 'guest' OR NOT EXISTS (
            SELECT FROM partnerships_attendance of_school
            WHERE of_school.booking_id = booking.id
                AND of_school.day = attendance.day AND of_school.side = 'guest'
        ))
        ORDER BY girls + boys + unspecified DESC, adults DESC, day LIMIT 1
    ) counted ON true
    WHERE booking.kind IN ('class_immersion', 'visit', 'teacher_immersion')
        AND booking.school_year_id = ANY(%(years)s)
        AND {SCHOOL_LIMITS}
""",
    gives=("committee", "naf", "audience", "scheme", "partner"),
    coverage="coverage_immersions",
)
SEATS = Source(
    "seats",
    "Créneaux publiés dans Passerelle",
    f"""
    SELECT slot.id, slot.school_year_id AS year, slot.capacity,
        {AT_DEPARTMENT}, coalesce(place.id, 0) AS basin, coalesce(slot.sector_id, 0) AS sector,
        {OF_COMPANY}, slot.kind AS scheme,
        {partners(UNDER_FRAMEWORK, "'network-' || offer.host_network_id")},
        coalesce((
            SELECT sum(booking.seats_held) FROM partnerships_booking booking
            WHERE booking.slot_id = slot.id AND booking.state IN ('accepted', 'done')
        ), 0) AS filled
    FROM partnerships_slot slot
    JOIN partnerships_offer offer ON offer.id = slot.offer_id
    JOIN directory_department department ON department.code = slot.department_id
    LEFT JOIN directory_company company ON company.id = offer.host_company_id
    {BASIN_OF_PLACE.format("offer")}
    {FRAMEWORK.format("slot.school_year_id")}
    WHERE slot.kind = 'class_immersion' AND slot.state NOT IN ('cancelled', 'to_confirm')
        AND offer.state IN ('published', 'closed') AND offer.published_at IS NOT NULL
        AND slot.school_year_id = ANY(%(years)s)
        AND {DEPARTMENT_LIMITS}
""",
    lacks=("school_kind",),
    gives=("naf", "scheme", "partner"),
    of_schools=False,
)

DONE = "is_cee AND taken AND covered AND over AND came"
DONE_RULE = (
    "Convention signée par toutes les parties et dernier jour passé. Une immersion annulée, non"
    " couverte, ou dont la classe n’est pas venue, n’est jamais comptée."
)


def _done(code, label, unit, measure, definition, main=True, **more):
    return Indicator(
        code,
        label,
        unit,
        Theme.IMMERSIONS,
        BOOKINGS,
        measure,
        DONE,
        definition,
        f"{DONE_RULE} {SCHOOL_PLACE}",
        main,
        **more,
    )


SEATS_OFFERED = Indicator(
    "seats_offered",
    "Places offertes",
    "places",
    Theme.IMMERSIONS,
    SEATS,
    "sum(capacity)",
    "true",
    "Places des créneaux de trois jours publiés, quelle que soit leur date dans l’année.",
    f"Créneaux non retirés d’offres publiées. {HOST_PLACE}",
    True,
)
SEATS_FILLED = Indicator(
    "seats_filled",
    "Places pourvues",
    "places",
    Theme.IMMERSIONS,
    SEATS,
    "sum(filled)",
    "true",
    "Places de ces créneaux tenues par une demande acceptée.",
    f"Demandes acceptées ou réalisées ; une demande annulée libère ses places. {HOST_PLACE}",
    True,
)
CLASSES = _done(
    "classes", "Classes en entreprise", "classes", "count(*)",
    "Classes ou groupes qui ont vécu une Classe en Entreprise de trois jours.",
)  # fmt: skip
CLASSES_COUNTED = Indicator(
    "classes_counted", "Classes dont la présence a été relevée", "classes", Theme.IMMERSIONS,
    BOOKINGS, "count(*)", f"{DONE} AND is_counted",
    "Celles dont les effectifs de ce rapport sont ceux des présents ; des autres, ceux que la"
    " convention a signés.", f"{DONE_RULE} {SCHOOL_PLACE}",
)  # fmt: skip
STAFF = "kind = 'teacher_immersion' AND taken AND over AND came"
STAFF_RULE = f"Demandes acceptées dont le dernier jour est passé. {SCHOOL_PLACE}"
INDICATORS = (
    CLASSES,
    _done(
        "pupils",
        "Élèves",
        "élèves",
        "sum(girls + boys + unspecified)",
        "Élèves de ces classes : les présents quand la présence a été relevée, sinon l’effectif"
        " signé.",
        audience_family="class_sex",
    ),
    _done(
        "girls",
        "Filles",
        "élèves",
        "sum(girls)",
        "Élèves comptées comme filles, présentes si la présence a été relevée, sinon signées.",
        family="class_sex",
        open_family="class_sex",
    ),
    _done(
        "boys",
        "Garçons",
        "élèves",
        "sum(boys)",
        "Élèves comptés comme garçons, présents si la présence a été relevée, sinon signés.",
        family="class_sex",
        open_family="class_sex",
    ),
    _done(
        "unspecified",
        "Élèves, non précisé",
        "élèves",
        "sum(unspecified)",
        "Élèves dont l’établissement n’a pas précisé le sexe.",
        open_family="class_sex",
        audience_family="class_sex",
    ),
    _done(
        "companies",
        "Entreprises d’accueil",
        "entreprises",
        "count(DISTINCT company)",
        "Entreprises (SIRET) qui ont accueilli au moins une de ces classes, comptées une fois.",
    ),
    _done(
        "teachers",
        "Enseignants responsables",
        "enseignants",
        "count(DISTINCT teacher)",
        "Enseignants responsables d’au moins une de ces classes, comptés une fois.",
    ),
    CLASSES_COUNTED,
    Ratio(
        "classes_counted_rate",
        "Part des classes dont la présence a été relevée",
        CLASSES_COUNTED,
        CLASSES,
        "Classes relevées rapportées aux Classes en Entreprise.",
    ),
    _done(
        "class_adults",
        "Adultes accompagnateurs",
        "personnes",
        "sum(adults)",
        "Enseignants et autres adultes venus avec ces classes, jamais ajoutés aux élèves :"
        " présents si la présence a été relevée, sinon annoncés.",
        False,
    ),
    _done(
        "schools",
        "Établissements",
        "établissements",
        "count(DISTINCT school)",
        "Établissements dont au moins une classe a été accueillie, comptés une fois.",
        False,
    ),
    SEATS_OFFERED,
    SEATS_FILLED,
    Ratio(
        "seats_rate",
        "Taux de places pourvues",
        SEATS_FILLED,
        SEATS_OFFERED,
        "Places pourvues rapportées aux places offertes.",
    ),
    Indicator(
        "asked",
        "Classes en Entreprise demandées",
        "demandes",
        Theme.IMMERSIONS,
        BOOKINGS,
        "count(*)",
        "kind = 'class_immersion'",
        "Demandes de trois jours envoyées par les établissements.",
        f"Toutes, quelle que soit leur suite. {SCHOOL_PLACE}",
    ),
    Indicator(
        "planned",
        "Classes attendues",
        "classes",
        Theme.IMMERSIONS,
        BOOKINGS,
        "count(*)",
        "is_cee AND taken AND NOT uncovered AND NOT over",
        "Classes en Entreprise acceptées dont le dernier jour n’est pas passé.",
        f"Demandes acceptées, convention signée ou en préparation. {SCHOOL_PLACE}",
    ),
    Indicator(
        "uncovered",
        "Immersions non couvertes",
        "classes",
        Theme.IMMERSIONS,
        BOOKINGS,
        "count(*)",
        "is_cee AND taken AND uncovered",
        "Classes en Entreprise acceptées que toutes les parties n’ont pas signées à temps.",
        f"Convention à l’état « non couverte ». Jamais comptées comme réalisées. {SCHOOL_PLACE}",
    ),
    Indicator(
        "cancelled",
        "Immersions annulées",
        "classes",
        Theme.IMMERSIONS,
        BOOKINGS,
        "count(*)",
        "is_cee AND cancelled",
        "Classes en Entreprise acceptées puis annulées par l’une des parties.",
        f"Demande annulée après l’ouverture de sa convention. {SCHOOL_PLACE}",
    ),
    Indicator(
        "ordinary",
        "Immersions hors industrie",
        "classes",
        Theme.IMMERSIONS,
        BOOKINGS,
        "count(*)",
        "is_ordinary AND taken AND covered AND over AND came",
        "Classes accueillies trois jours hors de l’industrie : immersions ordinaires.",
        f"Convention signée par les deux parties et dernier jour passé. {SCHOOL_PLACE}",
    ),
    Indicator(
        "visits",
        "Visites d’information",
        "groupes",
        Theme.IMMERSIONS,
        BOOKINGS,
        "count(*)",
        "kind = 'visit' AND taken AND over AND came",
        "Groupes venus en visite d’information, un ou deux jours.",
        f"Demandes acceptées dont le dernier jour est passé. {SCHOOL_PLACE}",
    ),
    Indicator(
        "staff",
        "Personnels en immersion",
        "personnes",
        Theme.IMMERSIONS,
        BOOKINGS,
        "sum(adults)",
        STAFF,
        "Personnels de l’Éducation nationale accueillis en immersion.",
        STAFF_RULE,
    ),
    Indicator(
        "staff_days",
        "Journées de personnels en immersion",
        "journées",
        Theme.IMMERSIONS,
        BOOKINGS,
        "sum(adults * days)",
        STAFF,
        "Une journée par personne et par jour, du premier au dernier.",
        STAFF_RULE,
    ),
    *(
        Indicator(
            f"staff_{provider.value}",
            f"Personnels en immersion : {provider.label}",
            "personnes",
            Theme.IMMERSIONS,
            BOOKINGS,
            "sum(adults)",
            f"{STAFF} AND provider = '{provider.value}'",
            "Ceux dont l’immersion passe par cet organisme.",
            STAFF_RULE,
        )
        for provider in Provider
    ),
)
