# ruff: noqa: E501 (tables: one row, one line)
"""Fictitious companies, branches and networks, with sectors."""

from stdnum import luhn

from directory.enums import LegalKind, NafNomenclature, NetworkKind
from directory.models import (
    BranchOrganisation,
    Company,
    Contact,
    Department,
    Municipality,
    NafSector,
    PartnerNetwork,
    Sector,
)

from .places import department_of, rows

SECTORS = """
aeronautique|Aéronautique et spatial|30.30Z
mecanique|Mécanique et métallurgie|25.62B
electronique|Électronique et numérique|26.11Z
agroalimentaire|Agroalimentaire|10.51B
chimie|Chimie et pharmacie|21.20Z
energie|Énergie et environnement|35.11Z
textile|Textile, cuir, habillement|15.12Z
commerce|Commerce et distribution|47.11D
sante|Santé et action sociale|87.10A
"""

# key | name | NAF | sector | staff band | legal kind | address | INSEE | latitude | longitude
COMPANIES = """
meca|Mécanique Aéro Garonne|25.62B|mecanique|21|private|12 rue des Ateliers|31149|43.6150|1.3290
cellule|Aérostructures du Touch|30.30Z|aeronautique|32|private|8 avenue des Hélices|31069|43.6400|1.3700
capteurs|Capteurs et Systèmes de Muret|26.11Z|electronique|12|private|3 rue du Silicium|31395|43.4650|1.3300
comminges|Énergies du Comminges|35.11Z|energie|21|private|Zone d’activités des Landes|31483|43.1050|0.7300
fonderie|Fonderie de l’Ariège|25.62B|mecanique|12|private|15 route d’Espagne|09225|43.1100|1.6150
cevennes|Robotique des Cévennes|26.11Z|electronique|12|private|2 quai du Gardon|30007|44.1280|4.0850
biterrois|Forges du Biterrois|25.62B|mecanique|21|private|40 rue de l’Industrie|34032|43.3500|3.2300
pharma|Laboratoires du Lez|21.20Z|chimie|32|private|9 rue des Orchidées|34172|43.6200|3.8500
bigorre|Ateliers ferroviaires de Bigorre|30.20Z|mecanique|32|private|1 boulevard du Rail|65440|43.2400|0.0700
roquefort|Laiterie des Causses|10.51B|agroalimentaire|21|private|6 chemin des Caves|12202|44.3550|2.5700
megisserie|Mégisserie de l’Agout|15.12Z|textile|11|private|22 quai des Tanneurs|81065|43.6000|2.2400
quercy|Équipements du Quercy|25.62B|mecanique|12|private|7 rue de la Mécanique|82121|44.0200|1.3600
clinique|Centre de soins de la Save|87.10A|sante|21|association|4 allée des Tilleuls|31149|43.6100|1.3400
superette|Halles de Colomiers|47.11D|commerce|11|private|1 place de la Halle|31149|43.6120|1.3350
"""

BRANCHES = (
    ("occitanie", "UIMM Occitanie", ""),
    ("midi-pyrenees", "UIMM Midi-Pyrénées", "09 12 31 32 46 81 82"),
    ("adour-pyrenees", "UIMM Adour-Pyrénées", "65"),
    ("gard-lozere", "UIMM Gard-Lozère", "30 48"),
    ("mediterranee-ouest", "UIMM Méditerranée Ouest", "11 34 66"),
)

NETWORKS = (
    (NetworkKind.CMQ, "Campus des métiers et des qualifications de l’industrie", "31 82"),
    (NetworkKind.CLUB, "Club école-entreprise du Nord-Ouest toulousain", "31"),
    (NetworkKind.CCI, "Chambre de commerce et d’industrie de l’Ariège", "09"),
)


def siret_of(rank):
    """A valid SIRET that no company bears: its SIREN begins with nines."""
    body = f"9999{rank:04d}"
    siren = body + luhn.calc_check_digit(body)
    return f"{siren}0001" + luhn.calc_check_digit(f"{siren}0001")


def add_sectors():
    for code, label, naf in rows(SECTORS):
        sector, _ = Sector.objects.get_or_create(code=code, defaults={"label": label})
        NafSector.objects.get_or_create(naf_code=naf, defaults={"sector": sector})


def add_companies():
    """The companies by their key; the first one has a second site (R-ID-2)."""
    made = {row[0]: _add_company(rank, *row) for rank, row in enumerate(rows(COMPANIES), start=1)}
    _add_site(made["meca"])
    return made


def _add_site(company):
    facts = ("name", "legal_kind", "naf_code", "naf_nomenclature", "sector", "staff_band")
    town = Municipality.objects.get(pk="31395")
    Company.objects.get_or_create(
        siret=f"{company.siren}0002" + luhn.calc_check_digit(f"{company.siren}0002"),
        defaults={
            **{name: getattr(company, name) for name in facts},
            "address": "5 rue de l’Usinage",
            "postcode": town.postcodes.values_list("postcode", flat=True)[0],
            "city": town.name,
            "municipality": town,
            "department_id": company.department_id,
            "latitude": 43.4620,
            "longitude": 1.3260,
            "source": company.source,
        },
    )


def _add_company(
    rank, key, name, naf, sector, band, legal_kind, address, insee_code, latitude, longitude
):
    town = Municipality.objects.get(pk=insee_code)
    company, created = Company.objects.get_or_create(
        siret=siret_of(rank),
        defaults={
            "name": name,
            "legal_kind": LegalKind(legal_kind),
            "naf_code": naf,
            "naf_nomenclature": NafNomenclature.REV2,
            "sector": Sector.objects.get(code=sector),
            "staff_band": band,
            "address": address,
            "postcode": town.postcodes.values_list("postcode", flat=True)[0],
            "city": town.name,
            "municipality": town,
            "department_id": department_of(insee_code),
            "latitude": float(latitude),
            "longitude": float(longitude),
            "email": f"contact.{key}@entreprise.example",
            "phone": f"05 61 00 00 {rank:02d}",
            "source": "démonstration",
        },
    )
    if created:
        _add_contact(company, key)
    return company


def _add_contact(company, key):
    """The office address, shared with everybody: a function, not a person."""
    Contact.objects.create(
        company=company,
        last_name="Accueil",
        function="Service des ressources humaines",
        email=f"rh.{key}@entreprise.example",
        is_shared=True,
    )


def add_branches():
    """The regional federation first, then its territorial chambers; by key."""
    made = {}
    for key, name, departments in BRANCHES:
        made[key], _ = BranchOrganisation.objects.get_or_create(
            name=name,
            defaults={
                "acronym": "UIMM",
                "parent": made.get("occitanie"),
                "email": f"{key}@branche.example",
            },
        )
        made[key].departments.add(*_departments(departments))
    return made


def add_networks():
    for kind, name, departments in NETWORKS:
        network, _ = PartnerNetwork.objects.get_or_create(kind=kind, name=name)
        network.departments.add(*_departments(departments))


def _departments(codes):
    return [Department.objects.get(pk=code) for code in codes.split()]
