"""`import_schools` on small files in the official format (R-ID-1, R-ID-2, R-ID-5)."""

import datetime as dt

import pytest
from django.utils import timezone

from directory.enums import PriorityEducation, SchoolKind, SchoolStatus
from directory.models import School
from tests.directory.factories import (
    MunicipalityFactory,
    MunicipalityPostcodeFactory,
    SchoolFactory,
    TrainingBasinFactory,
    uai,
)
from tests.directory.imports import annuaire, counts, extract, refused, rejects, run, write

pytestmark = pytest.mark.django_db
ID, NAME = "Identifiant_de_l_etablissement", "Nom_etablissement"


@pytest.fixture
def foix():
    town = MunicipalityFactory(
        insee_code="09122", name="Foix", department__code="09", latitude=42.96, longitude=1.6
    )
    MunicipalityPostcodeFactory(municipality=town, postcode="09000")
    return town


def schools(*numbers, **common):
    return [{ID: uai(number), "Code_departement": "031", **common} for number in numbers]


def test_r_id_5_every_column_goes_where_it_belongs(tmp_path, foix):
    assert run("import_schools", annuaire(tmp_path, {})) == counts(created=1)

    school = School.objects.get(uai="0090002D")
    assert (school.name, school.kind) == ("Lycée Gabriel Fauré", SchoolKind.LYCEE_GT)
    assert school.sector_kind == SchoolStatus.PUBLIC and school.contract_kind == ""
    assert (school.address, school.postcode, school.city) == (
        "5 rue Lieutenant Paul Delpech",
        "09007",
        "Foix",
    )
    assert (school.department_id, school.municipality) == ("09", foix)
    assert school.website == "https://gabriel-faure.mon-ent-occitanie.fr"
    assert (school.phone, school.email) == ("05 34 09 82 30", "0090002d@ac-toulouse.fr")
    assert (school.siret, school.student_count) == ("19090002700011", 849)
    assert school.position == (42.96196712087671, 1.6049297132028237)
    assert not school.position_is_approximate and not school.has_vocational
    assert school.is_open and school.head_visa and school.source == "annuaire"


def test_a_second_run_changes_nothing_and_leaves_no_history(tmp_path, foix):
    file = annuaire(tmp_path, *schools(1, 2, 3))
    run("import_schools", file)
    before = list(School.objects.values())
    assert run("import_schools", file) == counts(unchanged=3)
    assert list(School.objects.values()) == before
    assert not School.objects.get(uai=uai(1)).events.exists()


def test_a_change_is_written_and_the_former_value_kept(tmp_path):
    run("import_schools", annuaire(tmp_path, *schools(1, 2)))
    first, second = schools(1, 2)
    result = run("import_schools", annuaire(tmp_path, {**first, NAME: "Nouveau nom"}, second))
    assert result == counts(updated=1, unchanged=1)
    school = School.objects.get(uai=uai(1))
    assert school.name == "Nouveau nom"
    assert [event.name for event in school.events.all()] == ["Lycée Gabriel Fauré"]


def test_an_empty_cell_never_erases_what_is_known(tmp_path):
    run("import_schools", annuaire(tmp_path, {}))
    result = run(
        "import_schools", annuaire(tmp_path, {"Mail": "", "latitude": "", "longitude": ""})
    )
    assert result == counts(unchanged=1)
    assert School.objects.get().email == "0090002d@ac-toulouse.fr"


def test_what_the_school_decides_survives_an_import(tmp_path):
    SchoolFactory(uai="0090002D", head_visa=False, name="Ancien")
    assert run("import_schools", annuaire(tmp_path, {})) == counts(updated=1)
    assert School.objects.get().head_visa is False


def test_r_id_1_rejected_rows_keep_line_identifier_and_reason(tmp_path):
    file = annuaire(
        tmp_path,
        {ID: "0090002E"},
        {ID: "0090002d"},
        {ID: "0090002D"},
        {ID: uai(5), NAME: ""},
        {ID: uai(6), "Statut_public_prive": "?"},
        {ID: uai(7), "Code_departement": "0XX"},
        {ID: uai(8), NAME: "x" * 201},
        {ID: "=1+1"},
    )
    report = tmp_path / "rejects.csv"
    assert run("import_schools", file, "--rejects", report) == counts(created=1, rejected=7)
    found = rejects(report)
    assert [line for line, *_ in found] == [2, 4, 5, 6, 7, 8, 9]
    reasons = [reason for *_, reason in found]
    for words, reason in zip(
        ["devrait être D", "En double de la ligne 3", "Nom manquant", "Statut « ? »",
         "Département inconnu", "201 caractères, 200 au plus", "n’est pas un UAI"],
        reasons,
        strict=True,
    ):  # fmt: skip
        assert words in reason
    assert found[-1][1] == "'=1+1"


def test_a_row_with_too_few_cells_is_rejected_and_the_rest_read(tmp_path):
    file = annuaire(tmp_path, {}, *schools(1))
    lines = file.read_text("utf-8-sig").splitlines()
    file.write_text("\r\n".join([lines[0], "0090002D;coupée", lines[2]]), "utf-8")
    assert run("import_schools", file) == counts(created=1, rejected=1)


def test_line_numbers_count_lines_inside_quotes(tmp_path):
    file = annuaire(tmp_path, {NAME: "Lycée\nGabriel Fauré"}, {ID: "faux"})
    report = tmp_path / "rejects.csv"
    run("import_schools", file, "--rejects", report)
    assert rejects(report)[0][0] == 4
    assert School.objects.get().name == "Lycée Gabriel Fauré"


def test_dry_run_counts_and_writes_nothing(tmp_path):
    run("import_schools", annuaire(tmp_path, *schools(1)))
    file = annuaire(tmp_path, *schools(1, 2, Nom_etablissement="Autre"))
    assert run("import_schools", file, "--dry-run") == counts(created=1, updated=1)
    assert list(School.objects.values_list("name", flat=True)) == ["Lycée Gabriel Fauré"]


def test_r_id_2_parents_are_found_in_the_file_whatever_the_order(tmp_path):
    file = annuaire(
        tmp_path,
        {ID: uai(1), "etablissement_mere": uai(2), "code_nature": "334"},
        {ID: uai(2), "SIREN_SIRET": ""},
        {ID: uai(3), "etablissement_mere": uai(9)},
        {ID: uai(4), "etablissement_mere": uai(4)},
    )
    assert run("import_schools", file) == counts(created=4)
    assert School.objects.get(uai=uai(1)).parent == School.objects.get(uai=uai(2))
    assert School.objects.filter(parent__isnull=True).count() == 3
    assert run("import_schools", file) == counts(unchanged=4)


def test_r_id_2_the_college_of_a_segpa_is_proposed_from_its_address(tmp_path):
    place = {"Adresse_1": "1 rue de l’École", "Code_postal": "31200"}
    file = annuaire(
        tmp_path,
        {ID: uai(1), "code_nature": "340", **place},
        {ID: uai(2), "code_nature": "390", **place, "Adresse_1": "1 RUE DE L’ECOLE"},
        {ID: uai(3), "code_nature": "390", **place, "Code_postal": "31300"},
    )
    run("import_schools", file)
    segpa = School.objects.get(uai=uai(2))
    assert segpa.parent.uai == uai(1) and segpa.parent_is_proposed
    assert School.objects.get(uai=uai(3)).parent is None
    assert run("import_schools", file) == counts(unchanged=3)


def test_r_id_2_nothing_is_proposed_between_two_colleges(tmp_path):
    rows = [
        {ID: uai(n), "code_nature": nature} for n, nature in ((1, "340"), (2, "340"), (3, "390"))
    ]
    run("import_schools", annuaire(tmp_path, *rows))
    assert School.objects.get(uai=uai(3)).parent is None


def test_r_id_2_a_segpa_without_address_takes_that_of_the_college_its_mail_names(tmp_path):
    file = annuaire(
        tmp_path,
        {ID: uai(1), "code_nature": "340"},
        {ID: uai(2), "code_nature": "390", "Mail": f"ce.{uai(1).lower()}@ac-toulouse.fr",
         "Adresse_1": "", "Code_postal": "", "Nom_commune": "", "Code_commune": "",
         "latitude": "", "longitude": ""},
    )  # fmt: skip
    run("import_schools", file)
    segpa = School.objects.get(uai=uai(2))
    assert segpa.parent.uai == uai(1)
    assert (segpa.city, segpa.position) == ("Foix", segpa.parent.position)
    assert run("import_schools", file) == counts(unchanged=2)


def test_r_id_9_without_coordinates_the_municipalitys_marked_approximate(tmp_path, foix):
    nowhere = {"latitude": "", "longitude": "", "position": ""}
    run("import_schools", annuaire(tmp_path, nowhere))
    school = School.objects.get()
    assert school.position == (42.96, 1.6) and school.position_is_approximate
    assert run("import_schools", annuaire(tmp_path, nowhere)) == counts(unchanged=1)

    assert run("import_schools", annuaire(tmp_path, {})) == counts(updated=1)
    school.refresh_from_db()
    assert school.position == (42.96196712087671, 1.6049297132028237)
    assert not school.position_is_approximate
    # And an extract without coordinates does not take the exact position away.
    assert run("import_schools", annuaire(tmp_path, nowhere)) == counts(unchanged=1)


@pytest.mark.parametrize(
    ("postcode", "city"),
    [("09000", "FOIX"), ("09007", "Foix cedex 9"), ("09007", "foix")],
)
def test_a_municipality_is_found_without_insee_code_even_behind_a_cedex(
    tmp_path, foix, postcode, city
):
    row = {"Code_commune": "", "Code_postal": postcode, "Nom_commune": city}
    run("import_schools", annuaire(tmp_path, row))
    assert School.objects.get().municipality == foix


def test_saints_are_shortened_by_the_post_office(tmp_path):
    town = MunicipalityFactory(insee_code="31483", name="Saint Gaudens")
    row = {"Code_commune": "", "Nom_commune": "St-Gaudens", "Code_departement": "031"}
    run("import_schools", annuaire(tmp_path, row))
    assert School.objects.get().municipality == town


def test_bassins_are_linked_within_the_academie(tmp_path):
    basin = TrainingBasinFactory(name="Ariège")
    TrainingBasinFactory(name="ARIEGE", academy__code="11", academy__name="Montpellier")
    run("import_schools", annuaire(tmp_path, {"libelle_bassin_formation": "ARIEGE"}))
    assert School.objects.get().basin == basin


@pytest.mark.parametrize(
    ("row", "kind", "vocational"),
    [
        ({"code_nature": "320"}, SchoolKind.LYCEE_PRO, True),
        ({"code_nature": "390"}, SchoolKind.SEGPA, False),
        ({"code_nature": "151"}, SchoolKind.SCHOOL, False),
        ({"code_nature": "", "Type_etablissement": "Collège"}, SchoolKind.COLLEGE, False),
        ({"code_nature": "", "Voie_professionnelle": "1"}, SchoolKind.LYCEE_POLYVALENT, True),
        ({"code_nature": "999", "Type_etablissement": "Service"}, SchoolKind.OTHER, False),
    ],
)
def test_kinds_come_from_the_nature_else_from_type_and_courses(tmp_path, row, kind, vocational):
    run("import_schools", annuaire(tmp_path, row))
    assert (School.objects.get().kind, School.objects.get().has_vocational) == (kind, vocational)


@pytest.mark.parametrize(
    ("label", "kept"),
    [("INCONNU DU GESTIONNAIRE", ""), ("HORS CONTRAT", "Hors contrat"), ("SANS OBJET", "")],
)
def test_r_id_5_private_contracts_unknown_ones_included(tmp_path, label, kept):
    row = {"Statut_public_prive": "Privé", "Type_contrat_prive": label,
           "Code_type_contrat_prive": "!!"}  # fmt: skip
    run("import_schools", annuaire(tmp_path, row))
    school = School.objects.get()
    assert (school.sector_kind, school.contract_kind) == (SchoolStatus.PRIVATE, kept)


def test_bad_attributes_say_nothing_but_do_not_reject_the_school(tmp_path):
    row = {"Mail": "sans arobase", "SIREN_SIRET": "19090002700012", "Web": "pas une adresse",
           "latitude": "xx", "Nombre_d_eleves": "beaucoup", "Code_postal": "F-09"}  # fmt: skip
    assert run("import_schools", annuaire(tmp_path, row)) == counts(created=1)
    school = School.objects.get()
    assert [school.email, school.siret, school.website, school.postcode] == [""] * 4
    assert school.position is None and school.student_count is None


def test_closed_schools_are_counted_apart_and_reopen(tmp_path):
    run("import_schools", annuaire(tmp_path, *schools(1)))
    closed = schools(1, 2, etat="FERME")
    assert run("import_schools", annuaire(tmp_path, *closed)) == counts(closed=2)
    assert not School.objects.open().exists()
    # Known open until today; never known open.
    since = dict(School.objects.values_list("uai", "missing_since"))
    assert since == {uai(1): timezone.localdate(), uai(2): None}
    assert run("import_schools", annuaire(tmp_path, *closed)) == counts(unchanged=2)
    assert run("import_schools", annuaire(tmp_path, *schools(1))) == counts(updated=1)
    assert School.objects.open().get().missing_since is None


def test_the_day_of_a_closing_stays_whatever_is_imported_later(tmp_path, time_machine):
    time_machine.move_to("2027-02-10 10:00+01:00")
    run("import_schools", annuaire(tmp_path, *schools(1)))
    for day in ("2027-02-12", "2027-03-12"):
        time_machine.move_to(f"{day} 10:00+01:00")
        run("import_schools", annuaire(tmp_path, *schools(1, etat="FERME", Nom_etablissement=day)))
    school = School.objects.get()
    assert (school.missing_since, school.name) == (dt.date(2027, 2, 12), "2027-03-12")


# --- --complete -----------------------------------------------------------------------
@pytest.fixture
def hundred(tmp_path):
    run("import_schools", annuaire(tmp_path, *schools(*range(100))))


def test_only_complete_flags_what_vanished(tmp_path, hundred):
    file = annuaire(tmp_path, *schools(*range(95)))
    assert run("import_schools", file) == counts(unchanged=95)
    assert School.objects.open().count() == 100

    assert run("import_schools", file, "--complete") == counts(unchanged=95, closed=5)
    gone = School.objects.filter(is_open=False)
    assert gone.count() == 5 and School.objects.count() == 100
    assert {school.missing_since for school in gone} == {timezone.localdate()}
    assert run("import_schools", file, "--complete") == counts(unchanged=95)

    run("import_schools", annuaire(tmp_path, *schools(99)))
    back = School.objects.get(uai=uai(99))
    assert back.is_open and back.missing_since is None


def test_more_than_five_percent_needs_force_and_writes_nothing(tmp_path, hundred):
    file = annuaire(tmp_path, *schools(*range(94), Nom_etablissement="Autre"))
    message = refused("import_schools", file, "--complete")
    assert "6 établissements sur 100" in message and "--force" in message
    assert not School.objects.filter(name="Autre").exists()
    result = run("import_schools", file, "--complete", "--force")
    assert result == counts(updated=94, closed=6)


def test_complete_says_nothing_of_other_sources_departements_and_types(tmp_path, hundred):
    SchoolFactory(uai=uai(500), source="cfa", kind=SchoolKind.LYCEE_GT)
    SchoolFactory(uai=uai(501), source="annuaire", kind=SchoolKind.COLLEGE)
    SchoolFactory(
        uai=uai(1, "009"), source="annuaire", kind=SchoolKind.LYCEE_GT, department__code="09"
    )
    SchoolFactory(uai=uai(502), kind=SchoolKind.LYCEE_GT)  # typed by hand
    file = annuaire(tmp_path, *schools(*range(100)))
    assert run("import_schools", file, "--complete") == counts(unchanged=100)


def test_a_rejected_row_is_no_vanished_school(tmp_path, hundred):
    rows = schools(*range(100))
    rows[7][NAME] = ""
    file = annuaire(tmp_path, *rows)
    assert run("import_schools", file, "--complete") == counts(unchanged=99, rejected=1)


def test_dry_run_of_a_complete_file_flags_nothing(tmp_path, hundred):
    file = annuaire(tmp_path, *schools(*range(96)))
    result = run("import_schools", file, "--complete", "--dry-run")
    assert result == counts(unchanged=96, closed=4)
    assert School.objects.open().count() == 100


# --- the other extracts ---------------------------------------------------------------
def test_r_id_5_other_cases_fewer_columns_and_commas(tmp_path):
    columns = ["IDENTIFIANT_DE_L_ETABLISSEMENT ", "nom_etablissement", "Type_Etablissement",
               "statut_public_prive", "inconnue"]  # fmt: skip
    row = dict(zip(columns, ["0090002d", "Fauré", "LYCEE", "PUBLIC", "x"], strict=True))
    file = write(tmp_path / "extrait.csv", columns, [row], ",", "utf-8")
    assert run("import_schools", file) == counts(created=1)
    school = School.objects.get()
    assert (school.department_id, school.kind) == ("09", SchoolKind.LYCEE_GT)


def test_the_regional_extract(tmp_path):
    row = {"uai": uai(1), "nom": "Collège", "type": "Collège", "statut": "Privé",
           "contrat": "HORS CONTRAT", "code_nature": "340", "departement_code": "31",
           "telephone": "565733040", "ep": "REP+", "qpv_situation": "à moins de 300 m d’un QPV",
           "nb_eleves": "412"}  # fmt: skip
    assert run("import_schools", extract(tmp_path, row)) == counts(created=1)
    school = School.objects.get()
    assert school.source == "extrait"
    assert school.priority_education == PriorityEducation.REP_PLUS
    assert (school.qpv, school.student_count) == ("near", 412)
    assert school.phone == "05 65 73 30 40"


def test_apprenticeship_centres_share_sirets(tmp_path):
    columns = ["uai", "siret", "nom", "adresse", "code_postal", "commune", "dept"]
    rows = [
        {"uai": uai(1), "siret": "18090003700037", "nom": "CFA", "commune": "Foix", "dept": "09"},
        {"uai": uai(2), "siret": "18090003700037", "nom": "", "commune": "Foix", "dept": "09"},
        {"uai": uai(3), "siret": "", "nom": "CFA B", "commune": "Foix", "dept": "09"},
    ]
    file = write(tmp_path / "cfa.csv", columns, rows, ",", "utf-8")
    assert run("import_schools", file) == counts(created=3)
    assert School.objects.filter(siret="18090003700037").count() == 2
    assert set(School.objects.values_list("kind", "source")) == {("cfa", "cfa")}
    assert School.objects.get(uai=uai(2)).name == "CFA (Foix)"
    assert run("import_schools", file) == counts(unchanged=3)
