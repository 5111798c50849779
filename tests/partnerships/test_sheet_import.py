"""An RBDE's own spreadsheet: read, shown, imported; every bad file has its sentence."""

import datetime as dt
import io
import zipfile

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

from accounts.enums import Role
from directory.importers.files import NotProcessed
from directory.models import Company, Contact
from documents import kept_sheets, sheet_files
from documents.enums import ListFormat
from documents.models import SheetImport
from documents.sheet_columns import guessed
from partnerships.models import Interaction
from partnerships.sheet_columns import COLUMNS, clean
from partnerships.workflow import imports
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    CompanyFactory,
    ContactFactory,
    DepartmentFactory,
    SchoolFactory,
    siret,
)

HEAD = ["N° SIRET", "Raison sociale", "CP", "Ville", "Contact", "Prénom", "Mail", "Observations"]
NEW, KNOWN = siret(4101), siret(4102)


def xlsx(rows, extra=None):
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for column, value in enumerate(row):
                sheet.write(line, column, value)
        if extra:
            extra(book, sheet)
    return content.getvalue()


def ods(rows):
    document = OpenDocumentSpreadsheet()
    table = Table(name="Feuille")
    for row in rows:
        line = TableRow()
        for value in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=str(value)))
            line.addElement(cell)
        table.addElement(line)
    document.spreadsheet.addElement(table)
    content = io.BytesIO()
    document.write(content)
    return content.getvalue()


def csv_of(rows):
    return "\n".join(";".join(map(str, row)) for row in rows).encode()


ROWS = [HEAD, [NEW, "Forges", "31000", "Toulouse", "Roux", "Anne", "a@forges.example", "Le matin"]]


# --- reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "kind"),
    [(csv_of(ROWS), ListFormat.CSV), (xlsx(ROWS), ListFormat.XLSX), (ods(ROWS), ListFormat.ODS)],
    ids=["csv", "xlsx", "ods"],
)
def test_three_formats_say_the_same(content, kind):
    sheet = sheet_files.read(content, kind)
    assert sheet.headers == HEAD
    assert sheet.lines == [(2, [str(cell) for cell in ROWS[1]])]


def test_titles_are_known_by_their_synonyms():
    found = guessed(
        ["Société", "Code Postal", "n° siret", "TÉL", "Commentaires", "Inconnu"], COLUMNS
    )
    assert found == {"name": 0, "postcode": 1, "siret": 2, "contact_phone": 3, "note": 4}


def _merged(_book, sheet):
    sheet.merge_range("A4:A6", "Groupe")


def _not_computed(content):
    """What a program that computes nothing writes: a formula without its value."""
    source, target = zipfile.ZipFile(io.BytesIO(content)), io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name in source.namelist():
            data = source.read(name)
            archive.writestr(name, data.replace(b"<v>0</v></c>", b"<v></v></c>"))
    return target.getvalue()


BAD = {
    "merged": (xlsx(ROWS, _merged), ListFormat.XLSX, "cellules fusionnées"),
    "formulas": (
        _not_computed(xlsx([*ROWS, [NEW, "=A1&B1"]])),
        ListFormat.XLSX,
        "formules sans résultat",
    ),
    "no line": (csv_of([HEAD]), ListFormat.CSV, "qu’une ligne de titres"),
    "empty": (xlsx([]), ListFormat.XLSX, "aucune ligne"),
    "pdf": (b"%PDF-1.4", ListFormat.PDF, "Un PDF ne s’importe pas"),
    "too long": (csv_of([HEAD] + [[NEW, "A"]] * 10_001), ListFormat.CSV, "plus de 10000 lignes"),
    "broken": (
        b"PK\x05\x06" + b"\0" * 18,
        ListFormat.ODS,
        "ne peut pas être lu",
    ),
}


@pytest.mark.parametrize("name", list(BAD))
def test_a_bad_file_says_what_is_wrong(name):
    content, kind, message = BAD[name]
    with pytest.raises(NotProcessed, match=message):
        sheet_files.read(content, kind)


def test_a_hundred_thousand_empty_rows_are_nothing():
    content = csv_of(ROWS) + b"\n;;;;;;;" * 100_000
    assert len(sheet_files.read(content, ListFormat.CSV).lines) == 1
    far = xlsx(ROWS, lambda _book, sheet: sheet.write_blank(100_000, 0, None, _book.add_format()))
    assert len(sheet_files.read(far, ListFormat.XLSX).lines) == 1


def line(**said):
    return clean({**dict.fromkeys(guessed_names(), ""), **said})


def guessed_names():
    return imports.sheet_import.NAMES


def test_a_siret_kept_as_a_number_is_still_one():
    rows = [HEAD, [float(NEW), "Forges"]]
    ((_, cells),) = sheet_files.read(xlsx(rows), ListFormat.XLSX).lines
    assert line(siret=cells[0])["siret"] == NEW
    assert line(siret=f"{NEW}.0")["siret"] == NEW
    assert line(siret=f"{NEW[:3]} {NEW[3:]}")["siret"] == NEW


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"siret": "3,56E+13"}, "a perdu ses derniers chiffres"),
        ({"siret": "11111111111111"}, "remplissage"),
        ({"siret": NEW, "name": "=SOMME(A1)"}, "une formule"),
        ({"siret": NEW, "met_on": "mars dernier"}, "écrivez-la comme 12/03/2026"),
        ({"siret": NEW, "contact_email": "anne chez forges"}, "n’est pas une adresse"),
        ({"siret": NEW, "contact_first": "Anne"}, "Le contact n’a pas de nom."),
        ({"name": "Forges"}, "Ni SIRET, ni nom avec code postal"),
    ],
)
def test_a_bad_line_says_what_is_wrong(said, message):
    with pytest.raises(Exception, match=message):
        line(**said)


@pytest.mark.parametrize("written", ["12/03/2026", "2026-03-12", "12-03-2026", "12/03/26"])
def test_dates_as_text(written):
    assert line(siret=NEW, met_on=written)["met_on"] == dt.date(2026, 3, 12)


# --- importing --------------------------------------------------------------------------------


@pytest.fixture
def school(db):
    return SchoolFactory(department=DepartmentFactory(code="31"))


@pytest.fixture
def rbde(client, school):
    actor = actor_for(Role.RBDE, school=school)
    client.force_login(actor.user)
    return actor


def sent(client, content, name="liste.csv"):
    url = reverse("partnerships:import")
    return client.post(url, {"file": SimpleUploadedFile(name, content)}, follow=True)


def tables():
    return (
        list(Company.objects.order_by("pk").values_list("siret", "name", "email")),
        list(Contact.objects.order_by("pk").values_list("last_name", "email")),
        list(Interaction.objects.order_by("pk").values_list("text", flat=True)),
    )


def test_nothing_before_confirmation_then_once(client, rbde, school):
    known = CompanyFactory(siret=KNOWN, name="Fonderie Roc", postcode="31000", city="")
    ContactFactory(company=known, owner_school=school, last_name="Diaz", first_name="Luc", email="")
    rows = [
        *ROWS,
        [KNOWN, "Fonderie Roc", "31000", "Toulouse", "Diaz", "Luc", "l@roc.example", ""],
        [KNOWN, "", "", "", "Petit", "Zoé", "", "Deuxième contact"],
        ["11111111111111", "Remplie", "31000", "", "", "", "", ""],
        ["", "Fonderie Roc", "31000", "", "", "", "", "Sans SIRET"],
    ]
    before = tables()
    page = sent(client, csv_of(rows))
    text = page.content.decode()
    assert tables() == before
    assert "1 entreprise nouvelle" in text and "2 contacts nouveaux" in text
    assert "Ville&nbsp;: (vide) → Toulouse" in text and "remplissage" in text

    kept = SheetImport.objects.get()
    errors = client.get(reverse("partnerships:import_errors", args=[kept.pk]))
    assert "remplissage" in b"".join(errors.streaming_content).decode()
    assert tables() == before
    client.post(reverse("partnerships:import_preview", args=[kept.pk]), {"step": "apply"})

    made = Company.objects.get(siret=NEW)
    assert (made.name, made.department_id) == ("Forges", "31")
    known.refresh_from_db()
    assert known.city == "Toulouse"
    assert set(Contact.objects.values_list("last_name", "email")) == {
        ("Roux", "a@forges.example"),
        ("Diaz", "l@roc.example"),
        ("Petit", ""),
    }
    assert set(Interaction.objects.values_list("text", flat=True)) == {
        "Le matin",
        "Deuxième contact",
        "Sans SIRET",
    }


def test_a_second_import_of_the_same_file_changes_nothing(client, rbde):
    sent(client, csv_of(ROWS))
    kept = SheetImport.objects.get()
    imports.apply(rbde, kept)
    after = tables()
    again = sent(client, csv_of(ROWS))
    assert "nouvelles" not in again.content.decode()
    imports.apply(rbde, SheetImport.objects.latest("pk"))
    assert tables() == after
    twice = client.post(
        reverse("partnerships:import_preview", args=[kept.pk]), {"step": "apply"}, follow=True
    )
    assert "déjà importé" in twice.content.decode()


def test_a_new_siret_under_a_known_name_is_shown_as_a_double(client, rbde):
    CompanyFactory(siret=KNOWN, name="FORGES", postcode="31000")
    assert "Doublon possible" in sent(client, csv_of(ROWS)).content.decode()


def test_what_the_company_confirmed_and_what_sirene_says_stay(client, rbde):
    now = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
    CompanyFactory(siret=KNOWN, name="Vrai nom", source="sirene", postcode="31000", city="")
    CompanyFactory(siret=NEW, name="Dit par elle", checked_at=now, postcode="31000", city="Foix")
    rows = [HEAD, *([key, "Autre nom", "31000", "Toulouse"] for key in (KNOWN, NEW))]
    sent(client, csv_of(rows))
    imports.apply(rbde, SheetImport.objects.get())
    names = Company.objects.order_by("name").values_list("name", "city")
    assert set(names) == {("Vrai nom", "Toulouse"), ("Dit par elle", "Foix")}


def test_only_companies_of_one_s_département(client, rbde):
    far = CompanyFactory(siret=KNOWN, department=DepartmentFactory(code="34"), email="")
    head = ["SIRET", "Entreprise", "CP", "Courriel entreprise"]
    rows = [head, [KNOWN, "", "", "x@y.example"], [NEW, "Loin", "34000", ""]]
    text = sent(client, csv_of(rows)).content.decode()
    assert text.count("Hors de votre département") == 2
    imports.apply(rbde, SheetImport.objects.get())
    far.refresh_from_db()
    assert far.email == "" and not Company.objects.filter(siret=NEW).exists()


def test_wrong_titles_are_asked_and_chosen(client, rbde):
    rows = [["Code maison", "Qui", "Où"], [NEW, "Forges", "31000"]]
    page = sent(client, csv_of(rows))
    assert "Titres de colonnes non reconnus" in page.content.decode()
    url = page.wsgi_request.path
    nothing = client.post(url, {"step": "columns"}).content.decode()
    assert "Indiquez la colonne du SIRET" in nothing
    both = {"step": "columns", "siret": "0", "name": "0"}
    assert "même colonne" in client.post(url, both).content.decode()
    chosen = {"step": "columns", "siret": "0", "name": "1", "postcode": "2"}
    assert "1 entreprise nouvelle" in client.post(url, chosen, follow=True).content.decode()


def test_a_password_is_said(client, rbde):
    page = sent(client, b"\xd0\xcf\x11\xe0" + b"\0" * 600, "liste.xlsx")
    assert "protégé par un mot de passe" in page.content.decode()
    assert not SheetImport.objects.exists()


def test_a_sheet_is_its_owner_s_is_sealed_and_gone_the_next_day(client, rbde):
    sent(client, csv_of(ROWS))
    kept = SheetImport.objects.get()
    assert b"Forges" not in bytes(kept.sealed)
    url = reverse("partnerships:import_preview", args=[kept.pk])
    client.force_login(actor_for(Role.RBDE).user)
    assert client.get(url).status_code == 404
    assert kept_sheets.destroy_old(kept.created_at + dt.timedelta(hours=23)) == 0
    assert kept_sheets.destroy_old(kept.created_at + dt.timedelta(hours=25)) == 1
    client.force_login(actor_for(Role.HEAD).user)
    assert client.get(reverse("partnerships:import")).status_code == 403


def test_a_csv_of_two_megabytes_is_read():
    content = csv_of([HEAD] + [[NEW, "A" * 200]] * 6_000)
    assert len(content) > 1_000_000
    assert len(sheet_files.read(content, ListFormat.CSV).lines) == 6_000
