"""The whole thread, each person in a browser of their own: an RBDE publishes for a company
without account, a teacher books, the head gives the visa, the company answers by the link
of its mail, three parties sign by code, and the rectorat counts the class."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from directory.calendar import Calendar
from portal.demo.dates import next_run
from tests.browser.actors import authority, company, head, office, signatory, teacher, visitor
from tests.browser.actors.pages import facts, told
from tests.browser.mailbox import Mailbox

SCHOOL = "0311687R"  # Collège Léon Blum, of `enseignante` and `principal`
COMPANY = "Énergies du Comminges"
CONTACT = "odile.sarrat@comminges.example"  # nobody's account
TITLE = "Trois jours au fil de l’eau"
CLASS = "3e Fil rouge"
TEACHER, HEAD, BRANCH = "enseignante@demo.example", "principal@demo.example", "uimm@demo.example"


@pytest.fixture
def mailbox(portal):
    return Mailbox(portal)


@pytest.fixture
def days():
    """Three school days in a row, about two months ahead."""
    return next_run(Calendar(), dt.date.today() + dt.timedelta(days=58), 3)


@pytest.fixture
def rbde(walker, portal):
    """An RBDE who was just given the school, with her first session."""
    person = walker()
    answer = portal.manage("grant_role", "rbde.blum@demo.example", "rbde", "--school", SCHOOL)
    office.first_sign_in(person, answer)
    return person


def test_the_thread(walker, portal, mailbox, days, rbde):
    nadia, rectorat = walker("enseignante"), walker("rectorat")
    before = authority.figures(rectorat.page)

    anybody = walker()  # holders of links, who never sign in

    publish(rbde, anybody, mailbox, days)
    booking = book(nadia, mailbox)
    give_visa(walker("principal"), mailbox, booking)
    accept(anybody, mailbox)
    contract = prepare_contract(nadia, anybody, mailbox, booking)
    sign(anybody, mailbox, teacher.reference(nadia.page))
    sealed = read_sealed_file(nadia, contract)
    verify(anybody, sealed)
    remind(portal, mailbox, days)
    look_up(rbde)
    count(portal, walker, rectorat, before, days)
    assert nadia.problems == rbde.problems == rectorat.problems == anybody.problems == []


def publish(rbde, visitor, mailbox, days):
    """On behalf: the offer appears when the company confirms by its link (R-IM-1)."""
    office.publish_for(rbde.page, COMPANY, TITLE, CONTACT, days.first, seats=28)
    company.confirm_offer(visitor.page, mailbox.morning(CONTACT, "Offre à confirmer").link)
    told(visitor.page, "Merci : l’offre est publiée.")


def book(nadia, mailbox):
    """A class that is made on the way; the summary says who comes and what follows."""
    page = nadia.page
    teacher.find(page, TITLE)
    teacher.describe_new_class(page, CLASS, girls=13, boys=11, unspecified=1, adults=3)
    summary = facts(page)
    assert summary["Classe ou groupe"] == f"{CLASS} (3e)"
    assert summary["Élèves"] == "25 (filles 13, garçons 11, non précisé 1)"
    told(page, "La demande part dès le visa de votre chef d’établissement")
    return teacher.send(page)


def give_visa(principal, mailbox, booking):
    principal.page.goto(mailbox.morning(HEAD, "Visa demandé", COMPANY).link)
    assert principal.page.url == booking
    head.give_visa(principal.page)
    told(principal.page, "Le visa est donné, la demande est partie.")


def accept(visitor, mailbox):
    """The company has no account: the link of the mail that arrived by SMTP."""
    request = mailbox.morning(CONTACT, "Demande à traiter")
    assert "25 élèves (13 filles, 11 garçons, 1 non précisé)" in request.text
    company.accept(visitor.page, request.link, "Rendez-vous à l’entrée nord.")
    told(visitor.page, "La demande est acceptée.")
    assert (
        "Rendez-vous à l’entrée nord." in mailbox.morning(TEACHER, "Demande acceptée", COMPANY).text
    )


def prepare_contract(nadia, visitor, mailbox, booking):
    """Both sides fill their part; incomplete, the contract cannot be sent (R-CEE-4)."""
    contract = teacher.open_contract(nadia.page, booking)
    told(nadia.page, "Droit à l’image : attestez")
    company.complete(visitor.page, mailbox.morning(CONTACT, "Convention à compléter").link, CONTACT)
    told(visitor.page, "C’est enregistré.")
    teacher.complete(nadia.page, contract)
    told(nadia.page, "La convention est complète")
    teacher.send_to_signature(nadia.page, contract)
    told(nadia.page, "La convention est partie à la signature.")
    return contract


def sign(anybody, mailbox, reference):
    """The branch first, then the company, then the head: any order does (R-CEE-5)."""
    for address in (BRANCH, CONTACT, HEAD):
        signatory.sign(anybody.page, mailbox, address, reference)
    assert mailbox.morning(TEACHER, "Convention signée", COMPANY)


def read_sealed_file(nadia, contract):
    nadia.page.goto(contract)
    told(nadia.page, "Signée")
    sealed = teacher.sealed_file(nadia.page, contract)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(sealed)).pages)
    for words in (COMPANY, CLASS, "Rémi Castéra", "Odile Sarrat", "SHA-256"):
        assert words in text
    return sealed


def verify(anybody, sealed):
    """`/verifier/` knows the file to the byte, and no other."""
    assert visitor.verify(anybody.page, sealed) == "Document authentique"
    assert visitor.verify(anybody.page, sealed + b"\n") == "Document inconnu"


def remind(portal, mailbox, days):
    """A week before, teacher and company are told once; who travels reads where to go."""
    week_before = portal.on(days.first - dt.timedelta(days=7))
    week_before.manage("plan_reminders")
    week_before.manage("send_outbox")
    for address, travels in ((TEACHER, True), (CONTACT, False)):
        (letter,) = mailbox.about(address, "Dans 7 jours", CLASS)
        assert ("Poste de garde, entrée nord." in letter.text) is travels


def look_up(rbde):
    """The RBDE finds company, booking and contract in the admin."""
    page = rbde.page
    assert CLASS in office.look_up(page, "directory/company", COMPANY).inner_text()
    assert COMPANY in office.look_up(page, "partnerships/booking", CLASS).inner_text()
    assert "Signée" in office.look_up(page, "partnerships/contract", CLASS).inner_text()


def count(portal, walker, rectorat, before, days):
    """Seats are filled at once; the class counts when its last day has passed."""
    now = authority.figures(rectorat.page)
    assert gained(before, now, "Places pourvues") == 25
    assert gained(before, now, "Classes attendues") == 1
    with portal.on(days.last + dt.timedelta(days=1)).serving() as afterwards:
        later = walker("rectorat", base_url=afterwards.url)
        done = authority.figures(later.page)
        sheets = authority.workbook(later.page, afterwards.manage)
        counted = authority.behind(later.page, "Classes en entreprise")
    assert gained(now, done, "Classes en entreprise") >= 1
    assert CLASS in counted
    whole = {row[1]: row[3] for row in sheets["Ensemble"]}
    assert (whole["Élèves"], whole["Filles"]) == (done["Élèves"], done["Filles"])
    assert "Classes en entreprise" in [row[1] for row in sheets["Définitions"]]


def gained(before, after, name):
    return after[name] - before[name]
