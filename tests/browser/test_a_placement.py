"""A placement from the offer to the attestation, each person on a telephone of their own; and
a class whose families found theirs, imported from a spreadsheet."""

import datetime as dt
import io

import pytest
import xlsxwriter
from pypdf import PdfReader

from directory.calendar import Calendar
from portal.demo.dates import next_run
from tests.browser.actors import host, referent, signatory, visitor
from tests.browser.actors.pages import told
from tests.browser.mailbox import Mailbox

COMPANY = "Mécanique Aéro Garonne"
TITLE = "De la pièce au contrôle"
CONTACT = "odile.sarrat@meca.example"  # nobody's account
PUPIL = "Samuel"
TEACHER, HEAD = "enseignante@demo.example", "principal@demo.example"
# The class has two referents: this one follows the pupil, both may act.
REFERENT = "professeur.blum@demo.example"
GUARDIAN = "famille18@demo.example"
CANTEEN = "La cantine est-elle ouverte le mercredi ?"
SCREEN = {"width": 390, "height": 844}


@pytest.fixture
def days():
    """The placement window of the classes of 3e of the demonstration's school."""
    return next_run(Calendar(), dt.date.today() + dt.timedelta(days=60), 5)


@pytest.mark.long
def test_a_placement(walker, portal, days):
    mailbox = Mailbox(portal)
    company, nadia = walker("entreprise", viewport=SCREEN), walker("enseignante", viewport=SCREEN)
    anybody = walker(viewport=SCREEN)  # holders of links, who never sign in

    host.publish(company.page, TITLE, CONTACT, days.first, places=2)
    apply(nadia, anybody, mailbox)
    placement, agreement = prepare(nadia, mailbox)
    complete(anybody, mailbox)
    send_back(nadia, anybody, mailbox, agreement)
    sign(nadia, anybody, mailbox, agreement)
    follow_up(walker, portal, mailbox, placement, days)
    assert company.problems == nadia.problems == anybody.problems == []


def apply(nadia, anybody, mailbox):
    """Before it accepts, the host reads a first name and a level, no more (DOMAIN §8)."""
    referent.apply(nadia.page, TITLE, PUPIL, "Élève curieux, il vient en bus.")
    request = mailbox.morning(CONTACT, "candidature", TITLE)
    anybody.goto(request.link)
    told(anybody.page, PUPIL)
    assert "Vidal" not in anybody.page.locator("main").inner_text()
    host.accept(anybody.page, request.link, "À demander à l’accueil : Mme Sarrat.")
    told(anybody.page, "La candidature est acceptée")


def prepare(nadia, mailbox):
    accepted = mailbox.morning(TEACHER, "Candidature acceptée", COMPANY)
    placement = referent.confirm(nadia.page, accepted.link)
    told(nadia.page, "Le stage est enregistré.")
    agreement = referent.prepare(nadia.page)
    told(nadia.page, "L’accueillant reçoit le lien pour compléter sa part.")
    return placement, agreement


def complete(anybody, mailbox):
    """Who answered the application is asked; hours and activities are there already."""
    asked = mailbox.morning(CONTACT, "Convention de stage à compléter")
    anybody.goto(asked.link)
    known = host.typed(anybody.page)
    assert known["hours_every_am"] and known["signatory_email"] == CONTACT
    assert known["activities"] == "Suivre une pièce, du plan au contrôle."
    host.complete(anybody.page, asked.link, CONTACT)
    told(anybody.page, "C’est enregistré")


def send_back(nadia, anybody, mailbox, agreement):
    """Once, with a comment on one field: the host mends it, the rest is as it was typed."""
    mailbox.morning(REFERENT, "Convention de stage complétée")
    referent.send_back(nadia.page, agreement, "Repas", CANTEEN)
    told(nadia.page, "Vos remarques sont transmises")
    asked = mailbox.morning(CONTACT, "Convention de stage à corriger", CANTEEN)
    anybody.goto(asked.link)
    told(anybody.page, CANTEEN)
    before = host.typed(anybody.page)
    assert before.items() >= host.SAID.items()
    host.correct(anybody.page, asked.link, meals="Cantine, du lundi au vendredi.")
    told(anybody.page, "C’est enregistré")
    after = host.typed(anybody.page)
    assert {name for name in after if after[name] != before[name]} == {"meals"}
    assert anybody.page.get_by_text(CANTEEN).count() == 0


def sign(nadia, anybody, mailbox, agreement):
    """Host, guardian and referent, in any order; the head's is the last of those asked."""
    mailbox.morning(REFERENT, "Convention de stage complétée")
    number = referent.send_to_signature(nadia.page, agreement)
    for address in (CONTACT, REFERENT):
        signatory.sign(anybody.page, mailbox, address, number)
    signatory.sign(anybody.page, mailbox, GUARDIAN, number, "Recevoir mon code par courriel")
    nadia.goto(agreement)
    told(nadia.page, "non signée")
    signatory.sign(anybody.page, mailbox, HEAD, number)
    mailbox.morning(REFERENT, "Convention de stage signée par tous")
    nadia.goto(agreement)
    nadia.page.locator("main h3").get_by_role("link", name=number).click()
    sealed = referent.pdf(nadia.page, "Télécharger l’exemplaire scellé")
    words = text_of(sealed)
    for said in (COMPANY, "Samuel Vidal", "Rémi Castéra", "Cantine, du lundi au vendredi."):
        assert said in words
    assert visitor.verify(anybody.page, sealed) == "Document authentique"


def follow_up(walker, portal, mailbox, placement, days):
    """The host has its link three days before; the attestation counts who was there."""
    three_before = portal.on(days.first - dt.timedelta(days=3))
    three_before.manage("advance_placements")
    three_before.manage("send_outbox", "--waiting")
    (letter,) = mailbox.about(CONTACT, "présence, et qui prévenir", PUPIL)
    after = portal.on(days.last + dt.timedelta(days=1))
    after.manage("advance_placements")
    with after.serving():
        tutor = walker(viewport=SCREEN, base_url=after.url)
        nadia = walker("enseignante", viewport=SCREEN, base_url=after.url)
        tutor.goto(letter.link.replace(portal.url, after.url))
        host.take_presence(tutor.page, absent=(days.last, "afternoon"))
        told(tutor.page, "Merci : la présence est enregistrée.")
        attested = text_of(referent.pdf(tutor.page, "Attestation de stage"))
        nadia.goto(placement.replace(portal.url, after.url))
        told(nadia.page, "9 demi-journées de présence, 1 d’absence, soit 3 h")
        assert text_of(referent.pdf(nadia.page, "Attestation de stage")) == attested
        assert tutor.problems == nadia.problems == []
    for said in ("Samuel Vidal", COMPANY, "9 demi-journées de présence, 1 d’absence"):
        assert said in attested


def text_of(content):
    """The words of a PDF, on one line."""
    pages = PdfReader(io.BytesIO(content)).pages
    return " ".join("".join(page.extract_text() for page in pages).split())


GROUP = "3e D"
PUPILS = [
    ("Numéro", "Nom", "Prénom", "Date de naissance", "Classe"),
    *(
        (f"D{number}", name, first, f"0{number}/04/2012", GROUP)
        for number, (name, first) in enumerate(
            [("Aubert", "Nina"), ("Bosc", "Karim"), ("Cazals", "Lou"), ("Dumas", "Iris")], 1
        )
    ),
]
FOUND = [
    ("Élève", "Classe", "Entreprise", "Code postal", "Ville", "Tuteur", "Horaires"),
    ("AUBERT Nina", GROUP, COMPANY, "31770", "Colomiers", "Mme Roux", "9h-12h et 13h30-16h30"),
    ("BOSC Karim", GROUP, "Boulangerie Pastre", "31770", "Colomiers", "M. Pastre", ""),
    ("CAZALS Lou", GROUP, "Halle de Colomiers", "31770", "Colomiers", "", "9h-12h"),
    ("DURAND Iris", GROUP, "Mairie", "31770", "Colomiers", "", ""),
]


@pytest.mark.long
def test_a_class_of_placements_that_families_found(walker):
    head = walker("principal", viewport=SCREEN)
    page = head.page
    referent.upload(page, "/stages/eleves/importer/", "eleves.xlsx", workbook(PUPILS))
    page.get_by_role("button", name="Importer", exact=True).click()
    told(page, "Import terminé")

    referent.upload(page, "/stages/importer/", "stages.xlsx", workbook(FOUND))
    seen = referent.lines(page)
    assert "Aucun élève de ce nom en 3e D" in seen["DURAND Iris"]
    assert "Même nom, même code postal" in seen["AUBERT Nina"]
    assert "Nouvelle fiche, à vérifier" in seen["BOSC Karim"]
    told(page, "2 stages à enregistrer")
    page.get_by_role("button", name="Enregistrer les stages").click()
    told(page, "La liste n’est pas importée")

    page.get_by_label("Est-ce l’une de ces entreprises").select_option(index=1)
    page.get_by_role("button", name="Enregistrer les stages").click()
    told(page, "Import terminé : 3 stages enregistrés, 1 ligne refusée.")
    referent.open_board(page, GROUP)
    board = referent.lines(page)
    assert COMPANY in board["AUBERT Nina"] and "Boulangerie Pastre" in board["BOSC Karim"]
    assert "Halles de Colomiers" in board["CAZALS Lou"]
    assert "Enregistrer un stage" in board["DUMAS Iris"]
    assert head.problems == []


def workbook(rows):
    """An .xlsx file of one sheet."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        for number, cells in enumerate(rows):
            sheet.write_row(number, 0, cells)
    return content.getvalue()
