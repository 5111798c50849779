# ruff: noqa: S608 (texts of this package only; values are parameters)
"""Schools and companies of the thirteen départements of Occitanie, or of the whole country."""

from directory.enums import (
    LegalKind,
    NafNomenclature,
    PriorityEducation,
    Qpv,
    SchoolKind,
    SchoolStatus,
)
from directory.models import Company, NafSector, School, TrainingBasin
from portal.demo.companies import add_sectors

from .insert import insert, luhn, pick, without_indexes, without_triggers
from .places import REGION

SOURCE = "échelle"
WORDY = 1_000
# An école has no class of the levels that go to companies.
HAS_CLASSES = f"source = '{SOURCE}' AND kind <> '{SchoolKind.SCHOOL}'"
SAINTS = ("Jean Jaurès", "Louise Michel", "Victor Hugo", "Simone Veil", "Jean Moulin", "Olympe")
TRADES = ("Mécanique", "Ateliers", "Fonderie", "Chaudronnerie", "Électronique", "Laiterie")
PLACES = ("du Lauragais", "de Bigorre", "des Cévennes", "du Quercy", "de Garonne", "du Rouergue")
CITIES = ("Toulouse", "Nîmes", "Tarbes", "Albi", "Rodez", "Béziers", "Auch", "Foix", "Mende")
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"

# Corsican schools are still numbered as before 1976.
UAI_PREFIX = "CASE code WHEN '2A' THEN '620' WHEN '2B' THEN '720' ELSE lpad(code, 3, '0') END"
BASINS = 4
BASIN = "'Bassin ' || code || '-' || n"
PRIORITY = (PriorityEducation.NONE,) * 8 + (PriorityEducation.REP, PriorityEducation.REP_PLUS)
QPV = (Qpv.OUTSIDE,) * 9 + (Qpv.INSIDE,)


def schools_with_classes():
    return School.objects.filter(source=SOURCE).exclude(kind=SchoolKind.SCHOOL)


def add_basins(places=REGION):
    """Four bassins of each département."""
    source = f"""
    (SELECT academy_id, code, n FROM directory_department, generate_series(0, {BASINS - 1}) AS n
     WHERE code = ANY(%s)) AS place
    """
    names = list(places.names)
    made = insert(TrainingBasin, {"academy": "academy_id", "name": BASIN}, source, [names])
    insert(
        TrainingBasin.departments.through,
        {"trainingbasin": "basin.id", "department": "place.code"},
        f"{source} JOIN directory_trainingbasin AS basin ON basin.name = {BASIN}",
        [names],
    )
    return made


def add_schools(count, places=REGION):
    """Up to 5,000 × 13 schools, or 70,000 of the country; their UAI have valid letters (R-ID-1)."""
    source, params = places.numbered(count)
    digits = f"{UAI_PREFIX} || (5000 + rank)::text"
    return insert(
        School,
        {
            "uai": f"digits || substr('{LETTERS}', 1 + mod(digits::int, 23), 1)",
            "name": f"'Établissement ' || {pick(SAINTS, 'n / 13')} || ' ' || n",
            "kind": pick(places.kinds, "n"),
            "sector_kind": f"'{SchoolStatus.PUBLIC}'",
            "city": pick(CITIES, "n / 7"),
            "department": "code",
            "basin": "basin",
            "latitude": places.latitude,
            "longitude": places.longitude,
            "priority_education": pick(PRIORITY, "n / 3"),
            "qpv": pick(QPV, "n / 7"),
            "source": f"'{SOURCE}'",
        },
        f"""
        (SELECT placed.*, {digits} AS digits, basin.id AS basin
         FROM {source} LEFT JOIN directory_trainingbasin AS basin
           ON basin.name = 'Bassin ' || code || '-' || mod(rank, {BASINS})) AS numbered
        """,
        params,
    )


def add_companies(count, places=REGION):
    """Up to ten million companies with valid SIRET, in the sectors of the demonstration. The first
    ones bring all the words of their names: the trigger that collects them can spare the rest."""
    add_sectors()
    made = _add_companies(0, min(count, WORDY), places)
    with without_indexes(Company, count), without_triggers():
        return made + _add_companies(WORDY, count, places)


def _add_companies(first, count, places):
    source, params = places.numbered(count, first)
    siren = f"body || {luhn('body', 8)}"
    nic = "siren || '0001'"
    # OFFSET 0: else each digit of a key is computed again wherever it is used.
    numbered = (
        f"(SELECT b.*, {nic} AS nic FROM (SELECT a.*, {siren} AS siren FROM "
        f"(SELECT placed.*, '8' || lpad(n::text, 7, '0') AS body FROM {source})"
        " AS a OFFSET 0) AS b OFFSET 0) AS numbered"
    )
    codes = tuple(NafSector.objects.order_by("naf_code").values_list("naf_code", "sector"))
    return insert(
        Company,
        {
            "siret": f"nic || {luhn('nic', 13)}",
            "siren": "siren",
            "name": f"{pick(TRADES, 'n')} || ' ' || {pick(PLACES, 'n / 6')} || ' ' || n",
            "legal_kind": f"'{LegalKind.PRIVATE}'",
            "naf_code": pick([code for code, _ in codes], "n"),
            "naf_nomenclature": f"'{NafNomenclature.REV2}'",
            "sector": f"{pick([sector for _, sector in codes], 'n')}::bigint",
            "city": pick(CITIES, "n / 7"),
            "department": "code",
            "latitude": places.latitude,
            "longitude": places.longitude,
            "source": f"'{SOURCE}'",
        },
        numbered,
        params,
    )
