"""The figures of the year: each with its code, label, definition, unit, source, counting rule.

A source is a SQL text with one row per thing that may be counted and the columns `year`,
`academy`, `department`, `sector`; an indicator is an aggregate over the rows that its
condition keeps. All indicators of a source come from one statement, at every grouping.
"""

from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    BOOKINGS = "bookings"
    SEATS = "seats"


@dataclass(frozen=True)
class Indicator:
    """`measure` aggregates the rows of `source` where `condition` holds (both SQL, constants
    of this module); `label` and the rest are printed."""

    code: str
    label: str
    unit: str
    source: Source
    measure: str
    condition: str
    definition: str
    rule: str
    main: bool = False
    has_details: bool = True

    @property
    def source_label(self):
        return SOURCE_LABELS[self.source]


SOURCE_LABELS = {
    Source.BOOKINGS: "Demandes acceptées et leurs conventions, saisies dans Passerelle",
    Source.SEATS: "Créneaux publiés dans Passerelle",
}


# Every source takes %(years)s, %(today)s, %(departments)s and %(schools)s (NULL: no limit).
SOURCES = {
    Source.BOOKINGS: """
        SELECT booking.id, booking.kind, booking.school_year_id AS year,
            booking.school_id AS school, school.department_id AS department,
            department.academy_id AS academy, coalesce(company.sector_id, 0) AS sector,
            coalesce(counted.girls, booking.girls) AS girls,
            coalesce(counted.boys, booking.boys) AS boys,
            coalesce(counted.unspecified, booking.unspecified) AS unspecified,
            coalesce(counted.adults, booking.adults) AS adults,
            booking.company_id AS company, booking.teacher_id AS teacher,
            booking.state IN ('accepted', 'done') AS taken,
            booking.state = 'cancelled' AS cancelled,
            booking.ends_on < %(today)s AS over,
            counted.absent IS NOT TRUE AS came,
            contract.kind = 'class_immersion' AS is_cee,
            contract.kind = 'ordinary' AS is_ordinary,
            contract.state IN ('signed', 'completed') AS covered,
            contract.state = 'uncovered' AS uncovered
        FROM partnerships_booking booking
        JOIN directory_school school ON school.id = booking.school_id
        JOIN directory_department department ON department.code = school.department_id
        LEFT JOIN directory_company company ON company.id = booking.company_id
        LEFT JOIN partnerships_contract contract ON contract.booking_id = booking.id
        LEFT JOIN (
            SELECT DISTINCT ON (booking_id) booking_id, absent, girls, boys, unspecified, adults
            FROM partnerships_attendance attendance
            WHERE side = 'guest' OR NOT EXISTS (
                SELECT FROM partnerships_attendance of_school
                WHERE of_school.booking_id = attendance.booking_id
                    AND of_school.day = attendance.day AND of_school.side = 'guest'
            )
            ORDER BY booking_id, girls + boys + unspecified DESC, adults DESC, day
        ) counted ON counted.booking_id = booking.id
        WHERE booking.kind IN ('class_immersion', 'visit', 'teacher_immersion')
            AND booking.school_year_id = ANY(%(years)s)
            AND (%(departments)s::text[] IS NULL OR school.department_id = ANY(%(departments)s))
            AND (%(schools)s::bigint[] IS NULL OR booking.school_id = ANY(%(schools)s))
    """,
    Source.SEATS: """
        SELECT slot.id, slot.school_year_id AS year, slot.capacity,
            slot.department_id AS department,
            department.academy_id AS academy, coalesce(slot.sector_id, 0) AS sector,
            coalesce(filled.seats, 0) AS filled
        FROM partnerships_slot slot
        JOIN partnerships_offer offer ON offer.id = slot.offer_id
        JOIN directory_department department ON department.code = slot.department_id
        LEFT JOIN (
            SELECT slot_id, sum(seats_held) AS seats FROM partnerships_booking
            WHERE state IN ('accepted', 'done') GROUP BY slot_id
        ) filled ON filled.slot_id = slot.id
        WHERE slot.kind = 'class_immersion' AND slot.state <> 'cancelled'
            AND offer.state IN ('published', 'closed') AND offer.published_at IS NOT NULL
            AND slot.school_year_id = ANY(%(years)s)
            AND (%(departments)s::text[] IS NULL OR slot.department_id = ANY(%(departments)s))
    """,
}

DONE = "is_cee AND taken AND covered AND over AND came"
DONE_RULE = (
    "Convention signée par toutes les parties et dernier jour passé. Une immersion annulée, non"
    " couverte, ou dont la classe n’est pas venue, n’est jamais comptée."
)
SCHOOL_PLACE = "Rattachement : le département de l’établissement, le secteur de l’entreprise."
HOST_PLACE = "Rattachement : le département et le secteur de la structure d’accueil."


def _done(code, label, unit, measure, definition, main=True):
    return Indicator(
        code,
        label,
        unit,
        Source.BOOKINGS,
        measure,
        DONE,
        definition,
        f"{DONE_RULE} {SCHOOL_PLACE}",
        main,
    )


INDICATORS = (
    _done(
        "classes",
        "Classes en entreprise",
        "classes",
        "count(*)",
        "Classes ou groupes qui ont vécu une Classe en Entreprise de trois jours.",
    ),
    _done(
        "pupils",
        "Élèves",
        "élèves",
        "sum(girls + boys + unspecified)",
        "Élèves de ces classes : les présents quand la présence a été relevée, sinon l’effectif"
        " signé.",
    ),
    _done(
        "girls",
        "Filles",
        "élèves",
        "sum(girls)",
        "Élèves comptées comme filles, présentes si la présence a été relevée, sinon signées.",
    ),
    _done(
        "boys",
        "Garçons",
        "élèves",
        "sum(boys)",
        "Élèves comptés comme garçons, présents si la présence a été relevée, sinon signés.",
    ),
    _done(
        "unspecified",
        "Élèves, non précisé",
        "élèves",
        "sum(unspecified)",
        "Élèves dont l’établissement n’a pas précisé le sexe.",
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
    _done(
        "schools",
        "Établissements",
        "établissements",
        "count(DISTINCT school)",
        "Établissements dont au moins une classe a été accueillie, comptés une fois.",
        False,
    ),
    Indicator(
        "seats_offered",
        "Places offertes",
        "places",
        Source.SEATS,
        "sum(capacity)",
        "true",
        "Places des créneaux de trois jours publiés, quelle que soit leur date dans l’année.",
        f"Créneaux non retirés d’offres publiées. {HOST_PLACE}",
        True,
        False,
    ),
    Indicator(
        "seats_filled",
        "Places pourvues",
        "places",
        Source.SEATS,
        "sum(filled)",
        "true",
        "Places de ces créneaux tenues par une demande acceptée.",
        f"Demandes acceptées ou réalisées ; une demande annulée libère ses places. {HOST_PLACE}",
        True,
        False,
    ),
    Indicator(
        "planned",
        "Classes attendues",
        "classes",
        Source.BOOKINGS,
        "count(*)",
        "is_cee AND taken AND NOT uncovered AND NOT over",
        "Classes en Entreprise acceptées dont le dernier jour n’est pas passé.",
        f"Demandes acceptées, convention signée ou en préparation. {SCHOOL_PLACE}",
    ),
    Indicator(
        "uncovered",
        "Immersions non couvertes",
        "classes",
        Source.BOOKINGS,
        "count(*)",
        "is_cee AND taken AND uncovered",
        "Classes en Entreprise acceptées que toutes les parties n’ont pas signées à temps.",
        f"Convention à l’état « non couverte ». Jamais comptées comme réalisées. {SCHOOL_PLACE}",
    ),
    Indicator(
        "cancelled",
        "Immersions annulées",
        "classes",
        Source.BOOKINGS,
        "count(*)",
        "is_cee AND cancelled",
        "Classes en Entreprise acceptées puis annulées par l’une des parties.",
        f"Demande annulée après l’ouverture de sa convention. {SCHOOL_PLACE}",
    ),
    Indicator(
        "ordinary",
        "Immersions hors industrie",
        "classes",
        Source.BOOKINGS,
        "count(*)",
        "is_ordinary AND taken AND covered AND over AND came",
        "Classes accueillies trois jours hors de l’industrie : immersions ordinaires.",
        f"Convention signée par les deux parties et dernier jour passé. {SCHOOL_PLACE}",
    ),
    Indicator(
        "visits",
        "Visites d’information",
        "groupes",
        Source.BOOKINGS,
        "count(*)",
        "kind = 'visit' AND taken AND over AND came",
        "Groupes venus en visite d’information, un ou deux jours.",
        f"Demandes acceptées dont le dernier jour est passé. {SCHOOL_PLACE}",
    ),
    Indicator(
        "staff",
        "Personnels en immersion",
        "personnes",
        Source.BOOKINGS,
        "sum(adults)",
        "kind = 'teacher_immersion' AND taken AND over AND came",
        "Personnels de l’Éducation nationale accueillis en immersion.",
        f"Demandes acceptées dont le dernier jour est passé. {SCHOOL_PLACE}",
    ),
)
BY_CODE = {indicator.code: indicator for indicator in INDICATORS}
MAIN = tuple(indicator for indicator in INDICATORS if indicator.main)
SEATS_RATE = "seats_rate"
RATE_LABEL = "Taux de places pourvues"
RATE_DEFINITION = "Places pourvues rapportées aux places offertes."
