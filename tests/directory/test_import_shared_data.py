"""The importers on every file of ../shared/data that concerns them, defects included."""

import pytest

from directory.models import Company, School, TrainingBasin
from tests.directory.imports import SHARED, counts, needs_shared_data, rejects, run

pytestmark = [pytest.mark.django_db, needs_shared_data]

IMPORTS = (
    ("import_municipalities", "laposte_hexasmal.csv", counts(created=4489, unchanged=210)),
    ("import_reference", "bassins_formation.csv", counts(created=41)),
    ("import_reference", "naf_vers_secteur.csv", counts(created=730)),
    ("import_schools", "annuaire_education_sample.csv", counts(created=556)),
    ("import_schools", "cfa_uai_siret.csv", counts(created=94)),
    ("import_priority", "education_prioritaire_2022.csv", counts(rejected=374)),
    ("import_companies", "sirene_stock_sample.csv", counts(created=188, closed=9, rejected=3)),
    ("import_companies", "companies_siren.csv", counts(rejected=395)),
)


def test_on_an_empty_database_then_once_more(tmp_path):
    for command, name, expected in IMPORTS:
        assert run(command, SHARED / name) == expected, name
    for command, name, expected in IMPORTS:
        known = sum(expected.values()) - expected["rejected"]
        again = counts(unchanged=known, rejected=expected["rejected"])
        assert run(command, SHARED / name) == again, name

    assert School.objects.filter(parent__isnull=False).count() == 127
    assert not School.objects.filter(municipality=None, kind="cfa").exists()
    assert not Company.objects.filter(name__contains="ND]").exists()
    assert Company.objects.filter(is_masked=True, name="").count() == 11
    assert Company.objects.filter(siren="356000000").count() == 3
    assert not Company.objects.filter(latitude=None).exists()
    assert not Company.objects.filter(sector=None).exists()


def test_colleges_without_coordinates_take_their_municipalitys():
    run("import_municipalities", SHARED / "laposte_hexasmal.csv")
    file = SHARED / "etablissements_second_degre.csv"
    assert run("import_schools", file) == counts(created=1335)
    assert School.objects.filter(position_is_approximate=True).count() > 600
    assert School.objects.filter(kind="segpa", parent_is_proposed=True).count() == 62
    assert run("import_schools", file) == counts(unchanged=1335)
    priority = SHARED / "education_prioritaire_2022.csv"
    result = run("import_priority", priority)
    assert result["unchanged"] + result["updated"] == 50 and result["rejected"] == 324


def test_both_extracts_in_turn_end_with_nothing_to_change():
    run("import_municipalities", SHARED / "laposte_hexasmal.csv")
    files = [
        SHARED / name
        for name in ("annuaire_education_sample.csv", "etablissements_second_degre.csv")
    ]
    for file in files:
        run("import_schools", file)
    for file, known in zip(files * 2, (556, 1335) * 2, strict=True):
        assert run("import_schools", file) == counts(unchanged=known)


def test_the_rejected_lines_of_the_sirene_sample(tmp_path):
    report = tmp_path / "rejects.csv"
    run("import_companies", SHARED / "sirene_stock_sample.csv", "--rejects", report)
    found = {line: reason for line, _, reason in rejects(report)}
    assert sorted(found) == [42, 92, 152]
    for line, words in ((42, "clé"), (92, "remplissage"), (152, "En double de la ligne 151")):
        assert words in found[line]


def test_positions_of_the_sirene_sample_are_in_their_towns():
    run("import_municipalities", SHARED / "laposte_hexasmal.csv")
    run("import_companies", SHARED / "sirene_stock_sample.csv")
    exact = Company.objects.filter(position_is_approximate=False).select_related("municipality")
    assert exact.count() > 150
    for company in exact:
        assert abs(company.latitude - company.municipality.latitude) < 0.3
        assert abs(company.longitude - company.municipality.longitude) < 0.3


def test_one_bassin_lies_in_two_departements():
    run("import_reference", SHARED / "bassins_formation.csv")
    comminges = TrainingBasin.objects.get(name="COMMINGES")
    assert sorted(comminges.departments.values_list("pk", flat=True)) == ["31", "65"]
