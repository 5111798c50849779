# ruff: noqa: S608 (texts of this package only; values are parameters)
"""Years that were lived: class groups, pupils, placements and their hosts, contracts."""

from directory.enums import Level, YearState
from directory.models import BranchOrganisation, ClassGroup, SchoolYear
from partnerships.enums.contract import ContractKind, ContractState
from partnerships.models import Contract
from placements.enums import PlacementKind, PlacementState, Source
from placements.models import Placement, Pupil, Stay

from .directory import HAS_CLASSES, SOURCE, schools_with_classes
from .immersions import REQUESTER
from .insert import insert, pick, without_triggers

CLASS = "3e échelle"
# Schools are not alike: one of ten has nine classes, six have two.
CLASSES = "CASE WHEN mod(id, 10) = 0 THEN 9 WHEN mod(id, 10) < 4 THEN 4 ELSE 2 END"
BRANCH = "Branche de l’échelle"
# Seven of eight placements are lived; what became of the others is spread evenly.
OUTCOMES = (PlacementState.DONE,) * 7 + (PlacementState.CANCELLED,)
SEXES = ("F", "M", "F", "M", "F", "M", "")
SOURCES = (Source.FAMILY, Source.FAMILY, Source.FAMILY, Source.SCHOOL, Source.OFFER)
AUDIENCES = ("", "", "", "", "", "", "", "", "segpa", "ulis")


def add_placements(count):
    """`count` placements and as many stays, over the years that exist; the pupils of the year
    in progress have their row, those of the years before were erased (DOMAIN §8).

    Rows without history: what a trigger would add is not what is measured here.
    """
    years = list(SchoolYear.objects.order_by("start_year").values_list("start_year", "state"))
    if not count or not schools_with_classes().exists():
        return 0
    with without_triggers():
        return sum(_of_year(year, state, count // len(years)) for year, state in years)


def _of_year(year, state, count):
    """Placements of one year in weeks of June, and what stands around them."""
    made = insert(ClassGroup, _class(year), SCHOOLS)
    classes = ClassGroup.objects.filter(school_year=year, name__startswith=CLASS).count()
    if state == YearState.CURRENT and made:
        insert(Pupil, PUPIL, *_numbered(year, count, classes))
    first = Placement.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    made = insert(Placement, _placement(year, state), *_numbered(year, count, classes))
    insert(Stay, STAY, HOSTS, [first])
    return made


SCHOOLS = f"""
(SELECT id, number FROM directory_school, generate_series(1, {CLASSES}) AS number
 WHERE {HAS_CLASSES}) AS school
ORDER BY id, number
"""


def _class(year):
    return {
        "school": "school.id",
        "school_year": str(year),
        "name": f"'{CLASS} ' || school.number",
        "level": f"'{Level.TROISIEME}'",
        "size": "25",
    }


def _numbered(year, count, classes):
    """Numbers from 0, each with one of the classes in turn, and its pupil if any."""
    return (
        f"""
    (SELECT numbers.n, class.id AS class, class.school_id AS school, pupil.id AS pupil
     FROM (SELECT n, mod(n, {classes}) AS rank FROM generate_series(0, %s - 1) AS n) AS numbers
     JOIN (SELECT class.id, class.school_id,
                  row_number() OVER (ORDER BY class.id) - 1 AS rank
           FROM directory_classgroup AS class
           WHERE class.school_year_id = {year} AND class.name LIKE '{CLASS} %%') AS class
       ON class.rank = numbers.rank
     LEFT JOIN placements_pupil AS pupil
       ON pupil.class_group_id = class.id AND pupil.school_number = numbers.n::text) AS numbered
    ORDER BY n
    """,
        [count],
    )


PUPIL = {
    "school": "school",
    "class_group": "class",
    "school_number": "n::text",
    "first_name": pick(("Camille", "Inès", "Lucas", "Manon", "Yanis"), "n"),
    "last_name": "'Élève ' || n",
    "birth_date": "date '2012-01-01' + mod(n, 365)",
    "sex": pick(SEXES, "n"),
}


def _placement(year, state):
    over = state != YearState.CURRENT
    outcome = pick(OUTCOMES, "n") if over else f"'{PlacementState.SIGNED}'"
    cancelled = f"mod(n, {len(OUTCOMES)}) = {len(OUTCOMES) - 1}" if over else "false"
    monday = f"date '{year + 1}-06-01' + mod(n, 3) * 7"
    return {
        "pupil": "pupil",
        "school": "school",
        "class_group": "class",
        "school_year": str(year),
        "kind": f"'{PlacementKind.OBSERVATION}'",
        "source": pick(SOURCES, "n"),
        "state": outcome,
        "level": f"'{Level.TROISIEME}'",
        "audience": pick(AUDIENCES, "n"),
        "sex": pick(SEXES, "n"),
        "starts_on": monday,
        "ends_on": f"{monday} + 4",
        "cancel_reason": f"CASE WHEN {cancelled} THEN 'school' ELSE '' END",
    }


STAY = {
    "placement": "placement.id",
    "company": "company.id",
    "starts_on": "placement.starts_on",
    "ends_on": "placement.ends_on",
}


def _uneven(number, many):
    """SQL: a rank below `many`; a third of the numbers stand in the first tenth."""
    tenth = f"greatest({many} / 10, 1)"
    return (
        f"CASE WHEN mod({number}, 3) = 0 THEN mod({number}, {tenth}) ELSE mod({number}, {many}) END"
    )


# The placements after a key, each with one of the companies of its département.
HOSTS = f"""
placements_placement AS placement
JOIN directory_school AS school ON school.id = placement.school_id
JOIN (SELECT department_id, count(*) AS many FROM directory_company
      WHERE source = '{SOURCE}' GROUP BY department_id) AS hosts
  ON hosts.department_id = school.department_id
JOIN (SELECT id, department_id,
             row_number() OVER (PARTITION BY department_id ORDER BY id) - 1 AS rank
      FROM directory_company WHERE source = '{SOURCE}') AS company
  ON company.department_id = hosts.department_id
  AND company.rank = {_uneven("placement.id * 7919", "hosts.many")}
WHERE placement.id > %s
ORDER BY placement.id
"""


def add_contracts():
    """A signed contract for every lived immersion of this package, all of one branch."""
    branch, _ = BranchOrganisation.objects.get_or_create(name=BRANCH)
    source = f"""
    (SELECT booking.id, booking.school_year_id AS year, booking.ends_on
     FROM partnerships_booking AS booking
     JOIN accounts_user AS requester ON requester.id = booking.requested_by_id
     WHERE requester.email = '{REQUESTER}') AS booking
    ORDER BY booking.id
    """
    with without_triggers():
        return insert(
            Contract,
            {
                "booking": "booking.id",
                "school_year": "booking.year",
                "kind": f"'{ContractKind.CLASS_IMMERSION}'",
                "state": f"'{ContractState.SIGNED}'",
                "branch": str(branch.pk),
                "sent_at": "booking.ends_on::timestamptz - interval '30 days'",
                "signed_at": "booking.ends_on::timestamptz - interval '20 days'",
            },
            source,
        )
