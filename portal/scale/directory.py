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
from directory.sql import execute
from portal.demo.companies import add_sectors

from .insert import insert, luhn, pick, without_indexes, without_triggers
from .places import REGION
from .words import company, town

SOURCE = "échelle"
# An école has no class of the levels that go to companies.
HAS_CLASSES = f"source = '{SOURCE}' AND kind <> '{SchoolKind.SCHOOL}'"
SAINTS = ("Jean Jaurès", "Louise Michel", "Victor Hugo", "Simone Veil", "Jean Moulin", "Olympe")
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"

# Corsican schools are still numbered as before 1976.
UAI_PREFIX = "CASE code WHEN '2A' THEN '620' WHEN '2B' THEN '720' ELSE lpad(code, 3, '0') END"
BASINS = 4
BASIN = "'Bassin ' || code || '-' || n"
# What the trigger would have added row by row, taken from the words that are already split.
WORDS = """
INSERT INTO directory_word (word)
SELECT DISTINCT word COLLATE "C"
FROM directory_company, unnest(tsvector_to_array(search)) AS word
WHERE source = %s AND length(word) BETWEEN 4 AND 40 AND word !~ '^[0-9]+$'
ORDER BY 1
ON CONFLICT DO NOTHING
"""
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
    columns = {"academy": "academy_id", "name": BASIN}
    made = insert(TrainingBasin, columns, f"{source} ORDER BY code, n", [names])
    insert(
        TrainingBasin.departments.through,
        {"trainingbasin": "basin.id", "department": "place.code"},
        f"{source} JOIN directory_trainingbasin AS basin ON basin.name = {BASIN} ORDER BY code, n",
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
            "city": town("n", "place"),
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
        ORDER BY n
        """,
        params,
    )


def add_companies(count, places=REGION):
    """Up to ten million companies with valid SIRET, in the sectors of the demonstration."""
    add_sectors()
    with without_indexes(Company, count), without_triggers():
        made = _add_companies(count, places)
        execute(WORDS, [SOURCE])
    return made


def _add_companies(count, places):
    source, params = places.numbered(count)
    siren = f"body || {luhn('body', 8)}"
    nic = "siren || '0001'"
    # OFFSET 0: else each digit of a key is computed again wherever it is used.
    numbered = (
        f"(SELECT b.*, {nic} AS nic FROM (SELECT a.*, {siren} AS siren FROM "
        f"(SELECT placed.*, '8' || lpad(n::text, 7, '0') AS body FROM {source})"
        " AS a OFFSET 0) AS b OFFSET 0) AS numbered ORDER BY n"
    )
    codes = tuple(NafSector.objects.order_by("naf_code").values_list("naf_code", "sector"))
    return insert(
        Company,
        {
            "siret": f"nic || {luhn('nic', 13)}",
            "siren": "siren",
            "name": company("n"),
            "legal_kind": f"'{LegalKind.PRIVATE}'",
            "naf_code": pick([code for code, _ in codes], "n"),
            "naf_nomenclature": f"'{NafNomenclature.REV2}'",
            "sector": f"{pick([sector for _, sector in codes], 'n')}::bigint",
            "city": town("n", "place"),
            "department": "code",
            "latitude": places.latitude,
            "longitude": places.longitude,
            "source": f"'{SOURCE}'",
        },
        numbered,
        params,
    )
