"""`import_companies` on small Sirene stocks (R-ID-3, R-ID-4, R-ID-6)."""

from datetime import date

import pytest
from django.utils import timezone

from directory.enums import LegalKind, NafNomenclature
from directory.models import Company
from tests.directory.factories import (
    CompanyFactory,
    MunicipalityFactory,
    NafSectorFactory,
    siret,
)
from tests.directory.imports import ATELIER, counts, rejects, run, sirene, write

pytestmark = pytest.mark.django_db
NAME = "denominationUsuelleEtablissement"
STATE = "etatAdministratifEtablissement"
EAST, NORTH = "coordonneeLambertAbscisseEtablissement", "coordonneeLambertOrdonneeEtablissement"
MASKED = {
    "statutDiffusionEtablissement": "P",
    NAME: "[ND]",
    "enseigne1Etablissement": "[ND]",
    "libelleVoieEtablissement": "[ND]",
    "numeroVoieEtablissement": "[ND]",
    "typeVoieEtablissement": "[ND]",
    EAST: "[ND]",
    NORTH: "[ND]",
}


def test_r_id_6_every_column_goes_where_it_belongs(tmp_path):
    sector = NafSectorFactory(naf_code="25.11Z").sector
    town = MunicipalityFactory(insee_code="31555")
    assert run("import_companies", sirene(tmp_path, {})) == counts(created=1)

    company = Company.objects.get()
    assert (company.siret, company.siren) == ("35600000037547", "356000000")
    assert (company.name, company.address) == ("ATELIERS DU SUD", "12 RUE DE METZ")
    assert (company.postcode, company.city, company.department_id) == ("31000", "TOULOUSE", "31")
    assert (company.municipality, company.sector) == (town, sector)
    assert company.staff_band == "12" and company.is_industrial and company.is_active
    assert company.legal_kind == LegalKind.PRIVATE and not company.is_masked


def test_r_id_4_a_naf_code_has_its_nomenclature_and_date(tmp_path):
    run("import_companies", sirene(tmp_path, {}))
    company = Company.objects.get()
    assert company.naf_code == "25.11Z" and company.naf_nomenclature == NafNomenclature.REV2
    assert company.naf_recorded_on == date(2026, 3, 14)


def test_r_id_4_no_sector_is_guessed_from_another_nomenclature(tmp_path):
    NafSectorFactory(naf_code="25.11Z")
    row = {"nomenclatureActivitePrincipaleEtablissement": "NAF2025"}
    other = {"siret": siret(1), "nomenclatureActivitePrincipaleEtablissement": "NAF1993"}
    run("import_companies", sirene(tmp_path, row, other))
    newer, older = Company.objects.order_by("-naf_nomenclature")
    assert newer.naf_nomenclature == NafNomenclature.NAF25 and newer.sector is None
    assert older.naf_code == ""


def test_positions_come_from_lambert_93(tmp_path):
    run("import_companies", sirene(tmp_path, {}))
    company = Company.objects.get()
    assert company.latitude == pytest.approx(43.6045, abs=0.002)
    assert company.longitude == pytest.approx(1.4442, abs=0.002)
    assert not company.position_is_approximate


def test_positions_of_other_projections_and_nonsense_are_the_municipalitys(tmp_path):
    MunicipalityFactory(insee_code="31555", latitude=43.6, longitude=1.4)
    rows = [{"siret": siret(n), EAST: x, NORTH: y} for n, (x, y) in enumerate(
        [("651000", "1790000"), ("0", "0"), ("1e300", "nan"), ("", "")])]  # fmt: skip
    run("import_companies", sirene(tmp_path, *rows))
    found = set(Company.objects.values_list("latitude", "longitude", "position_is_approximate"))
    assert found == {(43.6, 1.4, True)}
    assert run("import_companies", sirene(tmp_path, *rows)) == counts(unchanged=4)


def test_a_second_run_changes_nothing(tmp_path):
    MunicipalityFactory(insee_code="31555")
    file = sirene(tmp_path, {}, {**MASKED, "siret": siret(1)}, {"siret": siret(2), STATE: "F"})
    assert run("import_companies", file) == counts(created=2, closed=1)
    before = list(Company.objects.values())
    assert run("import_companies", file) == counts(unchanged=3)
    assert list(Company.objects.values()) == before


def test_r_id_6_masked_values_are_never_a_name(tmp_path):
    MunicipalityFactory(insee_code="31555", latitude=43.6, longitude=1.4)
    run("import_companies", sirene(tmp_path, MASKED))
    company = Company.objects.get()
    assert company.is_masked and company.name == "" and company.address == ""
    assert "[ND]" not in str(list(Company.objects.values()))
    assert (company.latitude, company.position_is_approximate) == (43.6, True)


def test_r_id_6_a_company_that_now_opposes_publication_loses_its_name(tmp_path):
    run("import_companies", sirene(tmp_path, {}))
    assert run("import_companies", sirene(tmp_path, MASKED)) == counts(updated=1)
    assert Company.objects.get().name == ""


def test_r_id_6_but_a_name_that_people_typed_stays(tmp_path):
    CompanyFactory(siret=ATELIER["siret"], name="Garage Dupont", source="")
    run("import_companies", sirene(tmp_path, MASKED))
    company = Company.objects.get()
    assert company.name == "Garage Dupont" and company.is_masked


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({NAME: "", "enseigne1Etablissement": "AU BON PAIN"}, "AU BON PAIN"),
        ({NAME: "", "enseigne2Etablissement": "LA FORGE"}, "LA FORGE"),
        ({NAME: ""}, ""),
    ],
)
def test_names_fall_back_on_signs(tmp_path, row, name):
    run("import_companies", sirene(tmp_path, row))
    assert Company.objects.get().name == name


def test_r_id_3_wrong_keys_fillers_and_doubles_are_rejected_la_poste_is_not(tmp_path):
    report = tmp_path / "rejects.csv"
    file = sirene(
        tmp_path,
        {"siret": "35600000037547"},
        {"siret": "11111111111111"},
        {"siret": siret(1)[:-1] + str((int(siret(1)[-1]) + 1) % 10)},
        {"siret": "35600000037547"},
        {"siret": ""},
    )
    result = run("import_companies", file, "--rejects", report)
    assert result == counts(created=1, rejected=4)
    assert [line for line, *_ in rejects(report)] == [3, 4, 5, 6]
    reasons = " ".join(reason for *_, reason in rejects(report))
    for words in ("remplissage", "clé", "double de la ligne 2", "quatorze chiffres"):
        assert words in reasons


def test_closing_keeps_the_row_and_counts_it(tmp_path):
    run("import_companies", sirene(tmp_path, {}))
    closed = sirene(tmp_path, {STATE: "F"})
    assert run("import_companies", closed) == counts(closed=1)
    assert not Company.objects.get().is_active
    assert run("import_companies", closed) == counts(unchanged=1)
    assert run("import_companies", sirene(tmp_path, {})) == counts(updated=1)
    assert Company.objects.get().is_active


def test_what_the_company_confirmed_outranks_imports(tmp_path):
    CompanyFactory(
        siret=ATELIER["siret"], name="Nom confirmé", city="Blagnac", staff_band="",
        checked_at=timezone.now(),
    )  # fmt: skip
    assert run("import_companies", sirene(tmp_path, {})) == counts(updated=1)
    company = Company.objects.get()
    assert (company.name, company.city) == ("Nom confirmé", "Blagnac")
    assert company.staff_band == "12"  # a blank is filled
    assert run("import_companies", sirene(tmp_path, {STATE: "F"})) == counts(unchanged=1)
    company.refresh_from_db()
    assert company.is_active and company.to_be_checked


def test_a_confirmed_company_without_a_position_gets_one_that_says_it_is_approximate(tmp_path):
    MunicipalityFactory(insee_code="31555", latitude=43.6, longitude=1.44)
    CompanyFactory(siret=ATELIER["siret"], checked_at=timezone.now(), latitude=None, longitude=None)
    nowhere = {
        "coordonneeLambertAbscisseEtablissement": "",
        "coordonneeLambertOrdonneeEtablissement": "",
    }
    run("import_companies", sirene(tmp_path, nowhere))
    company = Company.objects.get()
    assert company.latitude == 43.6 and company.position_is_approximate
    run("import_companies", sirene(tmp_path, {}))
    company.refresh_from_db()
    assert company.latitude != 43.6 and not company.position_is_approximate


def test_the_contact_details_of_a_company_are_untouched(tmp_path):
    CompanyFactory(siret=ATELIER["siret"], email="rh@entreprise.example", source="")
    run("import_companies", sirene(tmp_path, {}))
    assert Company.objects.get().email == "rh@entreprise.example"


def test_public_bodies_are_told_by_their_siren(tmp_path):
    run("import_companies", sirene(tmp_path, {"siret": "13002526500013"}))
    assert Company.objects.get().legal_kind == LegalKind.PUBLIC


def test_an_establishment_abroad_has_no_departement(tmp_path):
    row = {"codeCommuneEtablissement": "", "codePostalEtablissement": "", EAST: "", NORTH: ""}
    assert run("import_companies", sirene(tmp_path, row)) == counts(created=1)
    assert Company.objects.get().department is None


def test_a_list_of_sirens_is_rejected_row_by_row_with_the_reason(tmp_path):
    columns = ["siren", "raison_sociale", "naf_rev2"]
    rows = [{"siren": "776681140", "raison_sociale": "ADAPEI"}, {"siren": "1"}]
    file = write(tmp_path / "siren.csv", columns, rows, ";", "utf-8")
    report = tmp_path / "rejects.csv"
    assert run("import_companies", file, "--rejects", report) == counts(rejected=2)
    assert "SIRET absent" in rejects(report)[0][2]


def test_a_merged_sheet_stays_merged_whatever_sirene_says(tmp_path):
    kept = CompanyFactory()
    old = CompanyFactory(siret=ATELIER["siret"], merged_into=kept, is_active=False)
    run("import_companies", sirene(tmp_path, {}))
    old.refresh_from_db()
    assert (old.is_active, old.merged_into) == (False, kept)
