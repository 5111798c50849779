# ruff: noqa: S608 (texts of this package only; values are parameters)
"""Years that were lived: class groups, pupils, placements and their hosts, contracts."""

from directory.enums import Level, YearState
from directory.models import BranchOrganisation, ClassGroup, School, SchoolYear
from partnerships.enums_contract import ContractKind, ContractState
from partnerships.models import Contract
from placements.enums import PlacementKind, PlacementState, Source
from placements.models import Placement, Pupil, Stay

from .directory import SOURCE
from .immersions import REQUESTER
from .insert import insert, pick, without_triggers

CLASS = "3e échelle"
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
    schools = School.objects.filter(source=SOURCE).count()
    if not count or not schools:
        return 0
    with without_triggers():
        return sum(_of_year(year, state, count // len(years), schools) for year, state in years)


def _of_year(year, state, count, schools):
    """Placements of one year in weeks of June, and what stands around them."""
    classes = insert(ClassGroup, _class(year), SCHOOLS)
    if state == YearState.CURRENT and classes:
        insert(Pupil, PUPIL, *_numbered(year, count, schools))
    first = Placement.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    made = insert(Placement, _placement(year, state), *_numbered(year, count, schools))
    insert(Stay, STAY, _hosts(), [first])
    return made


SCHOOLS = f"(SELECT id FROM directory_school WHERE source = '{SOURCE}') AS school"


def _class(year):
    return {
        "school": "school.id",
        "school_year": str(year),
        "name": f"'{CLASS}'",
        "level": f"'{Level.TROISIEME}'",
        "size": "25",
    }


def _numbered(year, count, schools):
    """Numbers from 0, each with the class of one of the schools in turn, and its pupil if any.

    Schools are not alike: a third of the rows goes to the first tenth of the schools.
    """
    rank = (
        f"CASE WHEN mod(n, 3) = 0 THEN mod(n, {max(schools // 10, 1)}) ELSE mod(n, {schools}) END"
    )
    return (
        f"""
    (SELECT numbers.n, class.id AS class, class.school_id AS school, pupil.id AS pupil
     FROM (SELECT n, {rank} AS rank FROM generate_series(0, %s - 1) AS n) AS numbers
     JOIN (SELECT class.id, class.school_id,
                  row_number() OVER (ORDER BY class.school_id) - 1 AS rank
           FROM directory_classgroup AS class
           WHERE class.school_year_id = {year} AND class.name = '{CLASS}') AS class
       ON class.rank = numbers.rank
     LEFT JOIN placements_pupil AS pupil
       ON pupil.class_group_id = class.id AND pupil.school_number = numbers.n::text) AS numbered
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


def _hosts():
    """The placements after a key, each with one of the companies in turn."""
    return f"""
    placements_placement AS placement
    JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS rank, count(*) OVER () AS many
          FROM directory_company WHERE source = '{SOURCE}') AS company
      ON company.rank = mod(placement.id * 7919, company.many)
    WHERE placement.id > %s
    """


def add_contracts():
    """A signed contract for every lived immersion of this package, all of one branch."""
    branch, _ = BranchOrganisation.objects.get_or_create(name=BRANCH)
    source = f"""
    (SELECT booking.id, booking.school_year_id AS year, booking.ends_on
     FROM partnerships_booking AS booking
     JOIN accounts_user AS requester ON requester.id = booking.requested_by_id
     WHERE requester.email = '{REQUESTER}') AS booking
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
