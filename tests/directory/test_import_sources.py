"""Which file outranks which, when several know the same school (R-ID-2, R-ID-5)."""

import pytest
from django.utils import timezone

from directory.models import School
from tests.directory.factories import (
    MunicipalityFactory,
    MunicipalityPostcodeFactory,
    SchoolFactory,
    uai,
)
from tests.directory.imports import annuaire, counts, extract, run

pytestmark = pytest.mark.django_db
SAME_IN_EXTRACT = {"uai": "0090002D", "nom": "GABRIEL FAURE", "type": "Lycée", "statut": "Public",
                   "code_nature": "300", "telephone": "0534000000", "qpv_situation": "Hors QPV",
                   "nb_eleves": "800"}  # fmt: skip


@pytest.mark.parametrize("annuaire_first", [True, False])
def test_two_sources_imported_in_turn_end_with_nothing_to_change(tmp_path, annuaire_first):
    files = [annuaire(tmp_path, {}), extract(tmp_path, SAME_IN_EXTRACT)]
    for file in files if annuaire_first else reversed(files):
        run("import_schools", file)
    for file in files * 2:
        assert run("import_schools", file) == counts(unchanged=1)
    school = School.objects.get()
    assert (school.name, school.phone, school.student_count) == (
        "Lycée Gabriel Fauré",
        "05 34 09 82 30",
        849,
    )
    assert school.qpv == "outside"  # which the annuaire does not say
    assert school.source == "annuaire"


def test_the_extract_closes_nothing_that_the_annuaire_gave(tmp_path):
    run(
        "import_schools",
        annuaire(
            tmp_path, {}, *({"Identifiant_de_l_etablissement": uai(number)} for number in range(3))
        ),
    )
    assert run("import_schools", extract(tmp_path, SAME_IN_EXTRACT), "--complete") == counts(
        updated=1
    )
    assert School.objects.open().count() == 4


def test_a_school_that_left_the_annuaire_is_not_back_because_an_extract_holds_it(tmp_path):
    gone = timezone.localdate()
    SchoolFactory(uai="0090002D", source="annuaire", is_open=False, missing_since=gone)
    run("import_schools", extract(tmp_path, SAME_IN_EXTRACT))
    school = School.objects.get()
    assert not school.is_open and school.missing_since == gone


@pytest.mark.parametrize("vague", [{"latitude": "", "longitude": ""},
                                   {"precision_localisation": "Ville"}])  # fmt: skip
def test_an_exact_position_takes_the_place_of_a_vague_one_whoever_gives_it(tmp_path, vague):
    town = MunicipalityFactory(insee_code="09122", name="Foix", latitude=42.96, longitude=1.6)
    MunicipalityPostcodeFactory(municipality=town, postcode="09000")
    better = {**SAME_IN_EXTRACT, "latitude": "42.9701", "longitude": "1.6101"}
    files = [annuaire(tmp_path, vague), extract(tmp_path, better)]
    for file in files:
        run("import_schools", file)
    assert School.objects.get().position == (42.9701, 1.6101)
    assert not School.objects.get().position_is_approximate
    for file in files * 2:
        assert run("import_schools", file) == counts(unchanged=1)


def test_r_id_2_a_parent_that_a_file_names_takes_the_place_of_a_proposed_one(tmp_path):
    mother = SchoolFactory(uai=uai(9))
    SchoolFactory(
        uai="0090002D", source="annuaire", parent=SchoolFactory(), parent_is_proposed=True
    )
    run("import_schools", extract(tmp_path, {**SAME_IN_EXTRACT, "uai_mere": uai(9)}))
    school = School.objects.get(uai="0090002D")
    assert school.parent == mother and not school.parent_is_proposed
