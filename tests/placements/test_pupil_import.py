"""A school's file of pupils: read, shown, then imported; twice changes nothing."""

import datetime as dt
import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.enums import Role
from placements.models import LegalGuardian, Pupil
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory
from tests.placements.factories import PupilFactory
from tests.placements.samples import sample

PLAIN = sample("eleves-liste")
PRONOTE = sample("eleves-vie-scolaire")


def upload(client, text, name="eleves.csv"):
    content = text if isinstance(text, bytes) else text.encode()
    file = SimpleUploadedFile(name, content)
    return client.post(reverse("placements:import"), {"file": file}, follow=True)


def apply(client, page):
    return client.post(page.redirect_chain[-1][0], {"step": "apply"}, follow=True)


@pytest.fixture
def signed_in(client, here):
    client.force_login(here.rbde.user)
    return client


def test_a_plain_list(signed_in, here):
    page = upload(signed_in, PLAIN)
    text = page.content.decode()
    assert "2 nouveaux élèves" in text and not Pupil.objects.exists()

    done = apply(signed_in, page)
    assert "Import terminé\N{NO-BREAK SPACE}: 2 nouveaux élèves." in done.content.decode()
    leo = Pupil.objects.get(first_name="Léo")
    assert (leo.class_group, leo.sex, leo.birth_date) == (here.group, "M", dt.date(2012, 3, 4))
    assert leo.guardians.get().email == "anne@exemple.test"


def test_an_export_in_the_manner_of_pronote(signed_in):
    apply(signed_in, upload(signed_in, PRONOTE))
    pupil = Pupil.objects.get()
    assert (pupil.last_name, pupil.first_name) == ("DE LA TOUR", "Léo")
    assert (pupil.school_number, pupil.sex) == ("123456789AB", "M")


def test_a_workbook_with_real_dates(signed_in):
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept)
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(0, 0, ["Nom", "Prénom", "Date de naissance", "Classe", "Numéro"])
    sheet.write_row(1, 0, ["Martin", "Léo", "", "3e B", 12])
    sheet.write_datetime(1, 2, dt.datetime(2012, 3, 4), day)
    book.close()
    apply(signed_in, upload(signed_in, kept.getvalue(), "eleves.xlsx"))
    pupil = Pupil.objects.get()
    assert (pupil.birth_date, pupil.school_number) == (dt.date(2012, 3, 4), "12")


def test_the_same_file_again_changes_nothing(signed_in):
    apply(signed_in, upload(signed_in, PLAIN))
    page = upload(signed_in, PLAIN)
    assert "2 élèves inchangés" in page.content.decode()
    before = list(Pupil.objects.values())
    apply(signed_in, page)
    assert list(Pupil.objects.values()) == before
    assert LegalGuardian.objects.count() == 1


def test_a_pupil_who_changes_class_keeps_the_placements(signed_in, here):
    ClassGroupFactory(school=here.school, level="3e", name="3e C")
    apply(signed_in, upload(signed_in, PRONOTE))
    page = upload(signed_in, PRONOTE.replace("3e B", "3e C"))
    text = page.content.decode()
    assert "Change de classe" in text and "3e B → 3e C" in text
    apply(signed_in, page)
    assert Pupil.objects.get().class_group.name == "3e C"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("Martin;;04/03/2012;M;3e B;;", "Il faut le nom et le prénom"),
        ("Martin;Léo;04/13/2012;M;3e B;;", "illisible"),
        ("Martin;Léo;04/03/2012;M;3e Z;;", "La classe « 3e Z » n’existe pas cette année"),
        ("Martin;Léo;04/03/2012;M;;;", "Classe manquant"),
        ("=1+1;Léo;04/03/2012;M;3e B;;", "une formule"),
        ("Martin;Léo;04/03/2012;M;3e B;Martin;anne", "n’est pas une adresse"),
        ("Martin;Léo;04/03/2012;M;3e B;;anne@exemple.test", "n’a pas de nom"),
        ("durand;zoe;2012-05-06;F;3e B;;", "En double de la ligne 2"),
    ],
)
def test_a_bad_line_is_refused_alone(signed_in, line, reason):
    titles, _, sound = PLAIN.splitlines()
    page = upload(signed_in, "\n".join([titles, sound, line]))
    text = page.content.decode()
    assert reason in text
    refused = signed_in.get(f"{page.redirect_chain[-1][0]}refus/")
    assert reason in b"".join(refused).decode("utf-8-sig")


def test_last_year_s_class_names_are_said(signed_in, here):
    page = upload(signed_in, PLAIN.replace("3e B", "3e 2025").replace("3E B", "3e 2025"))
    assert "2 lignes refusées" in page.content.decode()


def test_titles_that_nobody_knows_are_chosen(signed_in):
    page = upload(signed_in, "A;B;C\nMartin;Léo;3e B\n")
    assert "Titres de colonnes non reconnus" in page.content.decode()
    url = page.redirect_chain[-1][0]
    lacking = signed_in.post(url, {"step": "columns", "last_name": "0"})
    assert "Indiquez les colonnes" in lacking.content.decode()
    columns = {"step": "columns", "last_name": "0", "first_name": "1", "class_name": "2"}
    assert "1 nouvel élève" in signed_in.post(url, columns, follow=True).content.decode()


def test_the_file_of_somebody_else_is_not_there(client, signed_in, here):
    url = upload(signed_in, PLAIN).redirect_chain[-1][0]
    client.force_login(here.head.user)
    assert client.get(url).status_code == 404
    client.force_login(actor_for(Role.TEACHER, school=here.school).user)
    assert client.get(reverse("placements:import")).status_code == 403


def test_pupils_of_another_school_are_untouched(signed_in):
    other = PupilFactory(last_name="Martin", first_name="Léo", birth_date=dt.date(2012, 3, 4))
    apply(signed_in, upload(signed_in, PLAIN))
    assert Pupil.objects.filter(first_name="Léo").count() == 2
    other.refresh_from_db()
    assert other.class_group.name != "3e B"


@pytest.mark.parametrize(("page", "kind"), [("import", "eleves"), ("found_import", "stages")])
def test_the_pages_give_examples(signed_in, page, kind):
    shown = signed_in.get(reverse(f"placements:{page}")).content.decode()
    assert f"exemples/{kind}-liste.csv" in shown and f"exemples/{kind}-vie-scolaire.csv" in shown
