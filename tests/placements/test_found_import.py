"""A list of placements that families found: read, shown, then recorded; twice changes nothing."""

import datetime as dt
import io
from collections import defaultdict

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.enums import Role
from directory.models import Company
from documents.sheet_files import Sheet
from placements import found_columns
from placements.enums import PlacementState, Source
from placements.models import Placement, Stay
from placements.workflow import found_imports
from placements.workflow.facts import Facts
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, CompanyFactory
from tests.placements.factories import PlacementFactory
from tests.placements.families import FIRST, LAST, pupil_of, world
from tests.placements.samples import sample

PLAIN = sample("stages-liste")
PRONOTE = sample("stages-vie-scolaire").replace("3e B;;", "3e B;{siret};")


def row(**said):
    return dict.fromkeys(found_columns.NAMES, "") | {
        "full_name": "MARÉCHAL Zoé",
        "host_name": "Garage Fabre",
    } | said  # fmt: skip


class TestLines:
    """Pure: no database."""

    def test_what_a_line_says(self):
        said = found_columns.clean(
            row(hours="9h-12h et 13h30-17h", is_signed="X", postcode="9000", host_phone="561000000")
        )
        assert said["table"].days[0] == ((540, 720), (810, 1020))
        assert said["table"].days[5] == ()
        assert (said["is_signed"], said["postcode"]) == (True, "09000")
        assert said["host_phone"] == "05 61 00 00 00"

    def test_a_number_stands_for_the_name(self):
        said = found_columns.clean(row(full_name="", school_number="42.0"))
        assert (said["school_number"], said["last_name"]) == ("42", "")

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"full_name": ""}, "le nom et le prénom"),
            ({"host_name": ""}, "le nom de l’entreprise, ou son SIRET"),
            ({"siret": "123"}, "SIRET « 123 »"),
            ({"starts_on": "25/01/2027"}, "le premier et le dernier jour"),
            ({"starts_on": "25/01/2027", "ends_on": "22/01/2027"}, "précède"),
            ({"starts_on": "lundi", "ends_on": "22/01/2027"}, "illisible"),
            ({"hours": "toute la journée"}, "écrivez-les comme"),
            ({"is_signed": "peut-être"}, "se dit oui ou non"),
            ({"host_email": "sans arobase"}, "n’est pas une adresse"),
            ({"tutor_name": "=A1"}, "une formule"),
        ],
    )
    def test_what_cannot_be_taken(self, wrong, said):
        with pytest.raises(ValidationError, match=said):
            found_columns.clean(row(**wrong))


@pytest.fixture
def here(client, db):
    found = world()
    client.force_login(found.referent.user)
    return found


def upload(client, text, name="stages.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("placements:found_import"), {"file": file}, follow=True)


def apply(client, page, **answers):
    path = page.redirect_chain[-1][0]
    return client.post(path, {"step": "apply"} | answers, follow=True)


def text(page):
    return page.content.decode().replace("\xa0", " ")


def test_a_plain_list_takes_the_window_of_the_class(client, here):
    page = upload(client, PLAIN)
    assert "2 stages à enregistrer" in text(page) and not Placement.objects.exists()
    assert not Company.objects.filter(name="Garage Fabre").exists()

    assert "2 stages enregistrés" in text(apply(client, page))
    stay = Stay.objects.get(placement__pupil=here.pupil)
    assert (stay.starts_on, stay.ends_on, stay.tutor_name) == (FIRST, LAST, "Louis Fabre")
    assert stay.company.to_be_checked and not stay.company.siret
    assert stay.placement.state == PlacementState.FOUND
    assert stay.placement.source == Source.FAMILY


def test_an_export_in_the_manner_of_pronote(client, here):
    company = CompanyFactory()
    apply(client, upload(client, PRONOTE.format(siret=company.siret)))
    stay = Stay.objects.get()
    assert (stay.company, stay.tutor_name) == (company, "Mme Roux")
    assert stay.table[0] == [[540, 720], [810, 1020]]
    assert (stay.placement.state, stay.placement.source) == (
        PlacementState.SIGNED,
        Source.ELSEWHERE,
    )


def test_a_tick_says_that_all_are_signed_elsewhere(client, here):
    apply(client, upload(client, PLAIN), signed="on")
    states = Placement.objects.values_list("state", flat=True)
    assert set(states) == {PlacementState.SIGNED}


def test_the_same_file_twice_changes_nothing(client, here):
    apply(client, upload(client, PLAIN))
    page = upload(client, PLAIN)
    assert "2 stages déjà enregistrés" in text(page)
    assert "aucun stage nouveau" in text(apply(client, page))
    assert (Placement.objects.count(), Company.objects.count()) == (2, 2)
    again = client.get(page.redirect_chain[-1][0], follow=True)
    assert "déjà importé" in text(again)


def kept_list(here, pupils, company):
    heads = ["Nom", "Prénom", "Classe", "SIRET", "Début", "Fin"]
    days = [f"{FIRST:%d/%m/%Y}", f"{LAST:%d/%m/%Y}"]
    lines = [
        [number, [one.last_name, one.first_name, here.group.name, company.siret, *days]]
        for number, one in enumerate(pupils, 2)
    ]
    return found_imports.keep(here.referent, Sheet(heads, lines), "liste.csv", here.group.school)


def apply_list(here, kept):
    return found_imports.apply(here.referent, kept, here.group.school_year, {})


def test_a_long_list_costs_the_statements_of_a_short_one(here):
    company, made = CompanyFactory(), []
    for count in (1, 2, 9):
        pupils = [pupil_of(here.group, f"Nom{count}", f"Prénom{n}") for n in range(count)]
        kept = kept_list(here, pupils, company)
        with CaptureQueriesContext(connection) as queries:
            assert len(apply_list(here, kept).of("created")) == count
        made.append(len(queries))
    assert made[1] == made[2] <= 45


def test_a_line_that_the_database_refuses_loses_no_other(here, monkeypatch):
    """What somebody recorded between the reading and the import."""
    PlacementFactory(pupil=here.pupil, starts_on=FIRST, ends_on=LAST)
    monkeypatch.setattr(Facts, "held", property(lambda facts: defaultdict(list)))
    result = apply_list(here, kept_list(here, [here.pupil, here.other], CompanyFactory()))
    [refused], [recorded] = result.errors, result.of("created")
    assert "a déjà un stage" in refused.error and recorded.found.pupil == here.other
    assert here.other.placements.count() == here.pupil.placements.count() == 1


def test_an_xlsx_with_dates(client, here):
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, ["Élève", "Lieu de stage", "CP", "Du", "Au"])
    sheet.write_row(1, 0, ["MARÉCHAL Zoé", "Garage Fabre", 31000])
    sheet.write_datetime(1, 3, dt.datetime(2027, 1, 25), day)
    sheet.write_datetime(1, 4, dt.datetime(2027, 1, 28), day)
    book.close()
    apply(client, upload(client, out.getvalue(), "stages.xlsx"))
    assert Placement.objects.get().ends_on == dt.date(2027, 1, 28)


class TestDoubtful:
    FILE = """Nom;Prénom;Entreprise;CP
Maréchal;Zoé;Garage Martin et fils;31000
Maréchal;Ali;Garage Martin et fils;31000
"""

    def test_a_close_name_is_chosen_once_for_both(self, client, here):
        known = CompanyFactory(name="Garage Martin")
        page = upload(client, self.FILE)
        assert text(page).count("Est-ce l’une de ces entreprises") == 1
        assert "Choisissez d’abord chaque entreprise" in text(apply(client, page))
        apply(client, page, **{"entreprise-2": "999999"})
        assert not Placement.objects.exists()

        apply(client, page, **{"entreprise-2": known.pk})
        assert {stay.company for stay in Stay.objects.all()} == {known}
        assert "2 stages déjà enregistrés" in text(upload(client, self.FILE))

    def test_another_one_is_made_once(self, client, here):
        known = CompanyFactory(name="Garage Martin")
        apply(client, upload(client, self.FILE), **{"entreprise-2": "nouvelle"})
        (made,) = {stay.company for stay in Stay.objects.all()}
        assert made != known and made.name == "Garage Martin et fils"

    def test_it_may_be_left_aside(self, client, here):
        CompanyFactory(name="Garage Martin")
        done = apply(client, upload(client, self.FILE), **{"entreprise-2": "aucun"})
        assert "aucun stage nouveau" in text(done) and not Placement.objects.exists()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Inconnu;Zoé;3e B;Garage;31000", "Aucun élève de ce nom en 3e B"),
        ("Maréchal;Zoé;3e Z;Garage;31000", "La classe « 3e Z » n’existe pas"),
        ("Maréchal;Zoé;4e A;Garage;31000", "Vous ne suivez pas les élèves de la classe 4e A"),
        ("Maréchal;Zoé;3e B;Garage;", "Il faut le code postal"),
        ("Maréchal;Zoé;3e B;Garage;31000\nMaréchal;Zoé;3e B;Autre;31000", "un autre stage"),
        ("Double;Nom;3e B;Garage;31000", "Plusieurs élèves portent ce nom"),
    ],
)
def test_a_line_is_refused_with_its_reason(client, here, line, said):
    other = ClassGroupFactory(school=here.group.school, name="4e A", level="4e")
    pupil_of(other, "Maréchal", "Zoé")
    for day in (1, 2):
        pupil_of(here.group, "Double", "Nom", dt.date(2012, 1, day))
    page = upload(client, f"Nom;Prénom;Classe;Entreprise;CP\n{line}\n")
    assert said in text(page)
    rejects = client.get(reverse("placements:found_errors", args=[page.context["kept"].pk]))
    assert said in b"".join(rejects.streaming_content).decode().replace("\xa0", " ")


def test_the_rules_are_those_of_the_form(client, here):
    """R-PL-3: not before six; another placement on the same days; a company that closed."""
    lines = "Maréchal;Zoé;Garage;31000;25/01/2027;29/01/2027;5h-9h"
    head = "Nom;Prénom;Entreprise;CP;Du;Au;Horaires\n"
    assert "1 ligne refusée" in text(upload(client, head + lines))
    closed = CompanyFactory(is_active=False)
    page = upload(client, f"Nom;Prénom;SIRET\nMaréchal;Zoé;{closed.siret}\n")
    assert "a fermé, selon le répertoire" in text(page)
    apply(client, upload(client, PLAIN))
    page = upload(client, "Nom;Prénom;Entreprise;CP\nMaréchal;Zoé;Autre garage;31000\n")
    assert "1 ligne refusée" in text(page)


def test_pupils_that_one_does_not_follow_are_unknown(client, here):
    """By number too: nothing tells that the pupil exists."""
    other = ClassGroupFactory(school=here.group.school, name="4e A", level="4e")
    hidden = pupil_of(other, "Secret", "Paul")
    hidden.school_number = "77"
    hidden.save()
    page = upload(client, "Numéro;Entreprise;CP\n77;Garage;31000\n78;Garage;31000\n")
    assert text(page).count("Aucun élève que vous suivez ne porte ce numéro.") == 2
    assert "SECRET" not in text(page)


def test_titles_that_are_not_known_are_chosen(client, here):
    page = upload(client, "A;B;C;D\nMaréchal;Zoé;Garage Fabre;31000\n")
    path = page.redirect_chain[-1][0]
    assert "Titres de colonnes non reconnus" in text(page)
    wrong = client.post(path, {"step": "columns", "last_name": "0"})
    assert "Indiquez les colonnes de l’élève" in text(wrong)
    columns = {"last_name": "0", "first_name": "1", "host_name": "2", "postcode": "3"}
    page = client.post(path, {"step": "columns"} | columns, follow=True)
    assert "1 stage à enregistrer" in text(page)


def test_too_long_a_list_is_refused(client, here):
    lines = "Maréchal;Zoé;Garage;31000\n" * 1001
    page = upload(client, f"Nom;Prénom;Entreprise;CP\n{lines}")
    assert "1000 lignes au plus" in text(page)


def test_nobody_else_opens_the_file(client, here):
    page = upload(client, PLAIN)
    path = page.redirect_chain[-1][0]
    client.force_login(actor_for(Role.HEAD, school=here.group.school).user)
    assert client.get(path).status_code == 404
    assert client.post(path, {"step": "apply"}).status_code == 404
    client.force_login(actor_for(Role.COMPANY_REPRESENTATIVE).user)
    assert client.get(reverse("placements:found_import")).status_code == 403
    assert not Placement.objects.exists()
