# ruff: noqa: S608 (texts of this package only; values are parameters)
"""Schools and companies of the thirteen départements of Occitanie."""

from directory.enums import LegalKind, NafNomenclature, SchoolKind, SchoolStatus
from directory.models import Company, NafSector, School
from portal.demo.companies import add_sectors
from portal.demo.life import DEPARTMENTS

from .insert import insert, luhn, pick

SOURCE = "échelle"
KINDS = (SchoolKind.COLLEGE, SchoolKind.COLLEGE, SchoolKind.LYCEE_GT, SchoolKind.LYCEE_PRO)
SAINTS = ("Jean Jaurès", "Louise Michel", "Victor Hugo", "Simone Veil", "Jean Moulin", "Olympe")
TRADES = ("Mécanique", "Ateliers", "Fonderie", "Chaudronnerie", "Électronique", "Laiterie")
PLACES = ("du Lauragais", "de Bigorre", "des Cévennes", "du Quercy", "de Garonne", "du Rouergue")
CITIES = ("Toulouse", "Nîmes", "Tarbes", "Albi", "Rodez", "Béziers", "Auch", "Foix", "Mende")
LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"

# Spread over the region by two primes: no randomness, no grid that one sees.
LATITUDE = "42.6 + (mod(n * 7919::bigint, 10007)) * 2.2 / 10007"
LONGITUDE = "-0.1 + (mod(n * 4871::bigint, 10009)) * 4.6 / 10009"


def department():
    return pick(tuple(DEPARTMENTS), "n")


def add_schools(count):
    """Up to 5,000 × 13 schools; their UAI have valid letters (R-ID-1)."""
    digits = f"lpad({department()}, 3, '0') || lpad((5000 + n / 13)::text, 4, '0')"
    numbered = f"(SELECT n, {digits} AS digits FROM generate_series(0, %s - 1) AS n) AS numbered"
    return insert(
        School,
        {
            "uai": f"digits || substr('{LETTERS}', 1 + mod(digits::int, 23), 1)",
            "name": f"'Établissement ' || {pick(SAINTS, 'n / 13')} || ' ' || n",
            "kind": pick(KINDS, "n"),
            "sector_kind": f"'{SchoolStatus.PUBLIC}'",
            "city": pick(CITIES, "n / 7"),
            "department": department(),
            "latitude": LATITUDE,
            "longitude": LONGITUDE,
            "source": f"'{SOURCE}'",
        },
        numbered,
        [count],
    )


def add_companies(count):
    """Up to ten million companies with valid SIRET, in the sectors of the demonstration."""
    add_sectors()
    siren = f"body || {luhn('body', 8)}"
    nic = "siren || '0001'"
    numbered = (
        f"(SELECT n, siren, {nic} AS nic FROM (SELECT n, {siren} AS siren FROM "
        "(SELECT n, '8' || lpad(n::text, 7, '0') AS body FROM generate_series(0, %s - 1) AS n)"
        " AS a) AS b) AS numbered"
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
            "department": department(),
            "latitude": LATITUDE,
            "longitude": LONGITUDE,
            "source": f"'{SOURCE}'",
        },
        numbered,
        [count],
    )
