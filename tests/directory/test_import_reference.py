"""Municipalities, priority education, bassins, sectors, density."""

import pytest

from directory.models import Company, Municipality, NafSector, School, Sector, TrainingBasin
from tests.directory.factories import CompanyFactory, MunicipalityFactory, SchoolFactory, uai
from tests.directory.imports import counts, rejects, run, write

pytestmark = pytest.mark.django_db
POSTCODES = ["Code_commune_INSEE", "Nom_commune", "Code_postal", "Ligne_5",
             "Libellé_d_acheminement", "coordonnees_gps"]  # fmt: skip


def postcodes(path, *rows, header="#Code_commune_INSEE"):
    columns = [header, *POSTCODES[1:]]
    filled = [dict(zip(columns, row, strict=True)) for row in rows]
    return write(path / "codes.csv", columns, filled, encoding="utf-8")


TOULOUSE = ("31555", "TOULOUSE", "31000", "", "TOULOUSE", "43.596,1.432")


def test_municipalities_have_several_postcodes(tmp_path):
    file = postcodes(
        tmp_path,
        TOULOUSE,
        ("31555", "TOULOUSE", "31100", "", "TOULOUSE", "43.596,1.432"),
        ("31555", "TOULOUSE", "31100", "LARDENNE", "TOULOUSE", "43.596,1.432"),
        ("2A004", "AJACCIO", "20000", "", "AJACCIO", "41.9,8.7"),
        ("97411", "ST DENIS", "97400", "", "ST DENIS", ""),
    )
    assert run("import_municipalities", file) == counts(created=4, unchanged=1)
    toulouse = Municipality.objects.get(pk="31555")
    assert [code.postcode for code in toulouse.postcodes.all()] == ["31000", "31100"]
    assert (toulouse.name, toulouse.latitude, toulouse.department_id) == ("Toulouse", 43.596, "31")
    assert Municipality.objects.get(pk="2A004").department_id == "2A"
    assert Municipality.objects.get(pk="97411").name == "Saint Denis"
    assert run("import_municipalities", file) == counts(unchanged=5)


def test_a_new_name_updates_and_density_stays(tmp_path):
    MunicipalityFactory(insee_code="31555", is_rural=False, name="Autre").postcodes.create(
        postcode="31000"
    )
    assert run("import_municipalities", postcodes(tmp_path, TOULOUSE)) == counts(updated=1)
    town = Municipality.objects.get()
    assert (town.name, town.is_rural) == ("Toulouse", False)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("L ISLE JOURDAIN", "L'Isle Jourdain"),
        ("ST JEAN DU FALGA", "Saint Jean du Falga"),
        ("VILLENEUVE D OLMES", "Villeneuve d'Olmes"),
        ("LES ANGLES", "Les Angles"),
        ("Ferrières-sur-Ariège", "Ferrières-sur-Ariège"),
    ],
)
def test_capitals_become_names(tmp_path, written, shown):
    run("import_municipalities", postcodes(tmp_path, ("31001", written, "31000", "", "", "")))
    assert Municipality.objects.get().name == shown


def test_bad_lines_of_postcodes_are_rejected(tmp_path):
    file = postcodes(
        tmp_path,
        ("31555", "TOULOUSE", "3100A", "", "", ""),
        ("31555", "", "31000", "", "", ""),
        ("99555", "AILLEURS", "99000", "", "", ""),
        ("ABCDE", "AILLEURS", "31000", "", "", ""),
    )
    assert run("import_municipalities", file) == counts(rejected=4)


# --- priority education ---------------------------------------------------------------
PRIORITY = ["ACADEMIE", "UAI tête de réseau", "NUMERO", "EP", "circonscription "]


def test_r_id_7_networks_set_an_attribute_of_known_schools(tmp_path):
    known, other = SchoolFactory(uai=uai(1)), SchoolFactory(uai=uai(2), priority_education="REP")
    rows = [
        {"NUMERO": uai(1).lower(), "EP": "REP+"},
        {"NUMERO": uai(2), "EP": "REP"},
        {"NUMERO": uai(3), "EP": "REP"},
        {"NUMERO": uai(1), "EP": "REP"},
        {"NUMERO": uai(4), "EP": "ZEP"},
    ]
    file = write(tmp_path / "rep.csv", PRIORITY, rows, ",", "utf-8")
    report = tmp_path / "rejects.csv"
    result = run("import_priority", file, "--rejects", report)
    assert result == counts(updated=1, unchanged=1, rejected=3)
    known.refresh_from_db()
    assert known.priority_education == "REP+"
    assert School.objects.count() == 2
    assert "inconnu" in rejects(report)[0][2]
    assert run("import_priority", file) == counts(unchanged=2, rejected=3)
    assert other.events.count() == 0


def test_r_id_7_priority_districts(tmp_path):
    school = SchoolFactory(uai=uai(1), priority_education="REP")
    rows = [{"UAI": uai(1), "QPV_situation": "dans un QPV"}]
    file = write(tmp_path / "qpv.csv", ["UAI", "QPV_situation"], rows)
    assert run("import_priority", file) == counts(updated=1)
    school.refresh_from_db()
    assert (school.qpv, school.priority_education) == ("inside", "REP")


# --- reference lists, known by their header -------------------------------------------
BASIN = ["academie", "bassin_formation", "departements", "nb_etablissements"]


def test_a_bassin_may_lie_in_two_departements(tmp_path):
    rows = [
        {"academie": "Toulouse", "bassin_formation": "COMMINGES", "departements": "31 65"},
        {"academie": "toulouse", "bassin_formation": "ALBI", "departements": "81"},
        {"academie": "Atlantide", "bassin_formation": "X", "departements": "81"},
        {"academie": "Toulouse", "bassin_formation": "Y", "departements": "999"},
        {"academie": "Toulouse", "bassin_formation": "Z", "departements": ""},
    ]
    file = write(tmp_path / "bassins.csv", BASIN, rows, ",", "utf-8")
    assert run("import_reference", file) == counts(created=2, rejected=3)
    comminges = TrainingBasin.objects.get(name="COMMINGES")
    assert set(comminges.departments.values_list("pk", flat=True)) == {"31", "65"}
    assert run("import_reference", file) == counts(unchanged=2, rejected=3)

    rows[0]["departements"] = "31"
    file = write(tmp_path / "bassins.csv", BASIN, rows, ",", "utf-8")
    assert run("import_reference", file) == counts(updated=1, unchanged=1, rejected=3)
    assert set(comminges.departments.values_list("pk", flat=True)) == {"31"}
    assert run("import_reference", file, "--dry-run") == counts(unchanged=2, rejected=3)


def test_sectors_of_naf_codes_reach_the_companies_that_have_none(tmp_path):
    by_hand = Sector.objects.create(code="main", label="Choisi à la main")
    without = CompanyFactory(naf_code="25.11Z")
    chosen = CompanyFactory(naf_code="25.11Z", sector=by_hand)
    newer = CompanyFactory(naf_code="25.11Z", naf_nomenclature="NAF2025")
    columns = ["code_naf", "secteur_uuid", "secteur"]
    rows = [
        {"code_naf": "25.11Z", "secteur_uuid": "s1", "secteur": "Métallurgie"},
        {"code_naf": "25.12Z", "secteur_uuid": "s1", "secteur": "Métallurgie"},
        {"code_naf": "01.11Z", "secteur_uuid": "s2", "secteur": "Agriculture"},
        {"code_naf": "01.11Z", "secteur_uuid": "s1", "secteur": "Métallurgie"},
    ]
    file = write(tmp_path / "naf.csv", columns, rows, ",", "utf-8")
    assert run("import_reference", file) == counts(created=3, rejected=1)
    assert NafSector.objects.count() == 3 and Sector.objects.count() == 3
    sectors = dict(Company.objects.values_list("pk", "sector__code"))
    assert sectors == {without.pk: "s1", chosen.pk: "main", newer.pk: None}
    assert run("import_reference", file) == counts(unchanged=3, rejected=1)
    rows[2].update(secteur_uuid="s1", secteur="Métallurgie")
    file = write(tmp_path / "naf.csv", columns, rows, ",", "utf-8")
    assert run("import_reference", file) == counts(updated=1, unchanged=2, rejected=1)


@pytest.mark.parametrize(
    ("label", "rural"),
    [("Rural à habitat dispersé", True), ("Bourgs ruraux", True), ("Petites villes", False),
     ("Communes très peu denses", True), ("Urbain dense", False)],
)  # fmt: skip
def test_r_id_7_rural_comes_from_the_density_grid(tmp_path, label, rural):
    MunicipalityFactory(insee_code="31555")
    rows = [
        {"CODGEO": "31555", "LIBGEO": "Toulouse", "DENS": "1", "LIBDENS": label},
        {"CODGEO": "31999", "LIBGEO": "Inconnue", "DENS": "1", "LIBDENS": label},
    ]
    file = write(tmp_path / "grille.csv", ["CODGEO", "LIBGEO", "DENS", "LIBDENS"], rows)
    assert run("import_reference", file) == counts(updated=1, rejected=1)
    assert Municipality.objects.get().is_rural is rural
    assert run("import_reference", file) == counts(unchanged=1, rejected=1)
