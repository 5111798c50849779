"""The list of committees in pages: read, shown, imported within one's territory."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from clee.models import Committee
from clee.workflow import imports
from directory.violations import Refused
from documents.models import SheetImport
from documents.sheet_files import Sheet
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory
from tests.directory.factories import DepartmentFactory

pytestmark = pytest.mark.django_db
UPLOAD = "/clee/importer/"
HEAD = "CLEE;Dépt;Mail;Remarque"


@pytest.fixture
def gard():
    return DepartmentFactory(code="30")


@pytest.fixture
def office(gard):
    return actor_for(Role.DEPARTMENT_OFFICE, department=gard)


def sent(client, actor, *lines, head=HEAD):
    client.force_login(actor.user)
    text = "\r\n".join([head, *lines]).encode("cp1252")
    return client.post(UPLOAD, {"file": SimpleUploadedFile("clee.csv", text)}, follow=True)


def test_an_officer_reads_before_importing(client, gard, office):
    herault = DepartmentFactory(code="34")
    mine = CommitteeFactory(name="CLEE d’Alès", departments=[gard])
    shared = CommitteeFactory(name="Vidourle", departments=[gard, herault])
    page = sent(
        client,
        office,
        "CLEE du Vigan;30;vigan@essai.example;",
        "CLEE d'Alès;30;ales@essai.example;même nom",
        "Lodève;34;;",
        "Vidourle;30;;",
        "Perdu;;;",
    )
    text = page.content.decode()
    assert "1 comité nouveau" in text and "1 comité à mettre à jour" in text
    assert "3 lignes refusées" in text and "Hors de votre territoire" in text
    assert Committee.objects.count() == 2
    url = page.redirect_chain[-1][0]
    refused = b"".join(client.get(f"{url}refus/").streaming_content).decode()
    assert "Département manquant." in refused and "Lodève" in refused
    done = client.post(url, {"step": "apply"}, follow=True)
    assert "Import terminé\N{NO-BREAK SPACE}: 1 comité nouveau" in done.content.decode()
    mine.refresh_from_db()
    assert mine.contact_email == "ales@essai.example"
    assert set(shared.departments.values_list("pk", flat=True)) == {"30", "34"}
    assert Committee.objects.get(name="CLEE du Vigan").departments.get() == gard
    assert JournalEntry.objects.filter(verb="a importé une liste de comités").count() == 1
    again = client.post(url, {"step": "apply"}, follow=True)
    assert "déjà importé" in again.content.decode() and Committee.objects.count() == 3


def test_columns_are_chosen_by_hand(client, gard, office):
    page = sent(client, office, "CLEE du Vigan;30;;", head="Désignation;Où;;")
    assert "Titres de colonnes non reconnus" in page.content.decode()
    url = page.redirect_chain[-1][0]
    page = client.post(url, {"step": "columns", "comite": "0"}).content.decode()
    assert "Indiquez les colonnes du comité et des départements." in page
    client.post(url, {"step": "columns", "comite": "0", "departements": "1"})
    assert "1 comité nouveau" in client.get(url).content.decode()


def test_an_administrator_imports_for_all(client, gard):
    DepartmentFactory(code="34")
    admin = actor_for(Role.ADMINISTRATOR)
    page = sent(client, admin, "Lodève;34;;", "Vigan;30;;")
    assert "2 comités nouveaux" in page.content.decode()


def test_who_imports_and_whose_file_it_is(client, gard, office):
    sent(client, office, "CLEE du Vigan;30;;")
    kept = SheetImport.objects.get()
    client.force_login(actor_for(Role.DEPARTMENT_OFFICE, department=gard).user)
    assert client.get(reverse("clee:import_preview", args=[kept.pk])).status_code == 404
    lead = actor_for(Role.CO_LEAD)
    with pytest.raises(Refused, match="pas ouverte"):
        imports.keep(lead, Sheet(["CLEE"], []), "clee.csv")
    client.force_login(lead.user)
    assert client.get(UPLOAD).status_code == 403
    assert not Committee.objects.exists()
