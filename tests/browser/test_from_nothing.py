"""On an empty database, as docs/importing.md says: an operator imports the real files, grants
roles, and a real collège signs a contract with a company typed in by its SIRET; at the end
without Redis."""

import datetime as dt

import pytest

from directory.calendar import Calendar
from portal.demo.dates import next_run
from tests.browser.actors import authority, company, office, signatory, teacher
from tests.browser.actors.pages import told
from tests.browser.mailbox import Mailbox
from tests.browser.running_portal import ROOT, running_portal
from tests.browser.test_agreed_by_phone import CALL
from tests.directory.imports import SHARED, needs_shared_data
from tests.outbox.valkey import Valkey

# Two minutes of imports and processes; the files are not part of the project.
pytestmark = [pytest.mark.long, needs_shared_data]

IMPORTS = (
    ("import_municipalities", SHARED / "laposte_hexasmal.csv"),
    ("import_reference", SHARED / "bassins_formation.csv"),
    ("import_reference", SHARED / "naf_vers_secteur.csv"),
    ("import_reference", ROOT / "deploy/reference/branches_occitanie.csv"),
    ("import_schools", SHARED / "etablissements_second_degre.csv"),
    ("import_priority", SHARED / "education_prioritaire_2022.csv"),
    ("import_companies", SHARED / "sirene_stock_sample.csv"),
)
SCHOOL = "0310008R"  # Collège Joseph Rey, Cadours
GRANTS = {
    "prof.rey@exemple.example": ("teacher", "--school", SCHOOL),
    "chef.rey@exemple.example": ("head", "--school", SCHOOL),
    "rbde.muret@exemple.example": ("rbde", "--school", SCHOOL),
    "signature@uimm.example": ("branch_officer", "--branch", "UIMM Midi-Pyrénées"),
    "daj@rectorat.example": ("education_authority", "--academy", "16"),
}
TEACHER, HEAD, RBDE, BRANCH, RECTORAT = GRANTS
NAMES = dict(zip(GRANTS, ("Ferrand", "Castel", "Bories", "Lacombe", "Vidal"), strict=True))
COUNTED_WITHIN = 90_000  # milliseconds, on a busy machine
CONTACT = CALL["contact_email"]


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """Instead of the demonstration that the other walks share: tables as `migrate` makes them."""
    with running_portal(tmp_path_factory.mktemp("nothing"), seeded=False) as running:
        yield running


@pytest.fixture
def enter(walker, portal):
    """Sign in by the link that `grant_role` prints, on this server or another."""

    def person(email, **options):
        someone = walker(**options)
        link = portal.manage("grant_role", email, *GRANTS[email])
        office.first_sign_in(someone, link, "Camille", NAMES[email])
        return someone

    return person


def test_from_an_empty_database_to_a_sealed_contract(portal, enter, walker, tmp_path):
    for command, file in IMPORTS:
        portal.manage(command, str(file))
    people = {email: enter(email) for email in GRANTS}
    mailbox = Mailbox(portal)
    days = next_run(Calendar(), dt.date.today() + dt.timedelta(days=86), 3)

    agree_and_sign(people, walker(), mailbox, days)
    look_up(people)
    without_redis(portal, enter, tmp_path, days)
    assert [person.problems for person in people.values()] == [[]] * len(people)


def agree_and_sign(people, visitor, mailbox, days):
    """The thread of an immersion agreed by phone (R-IM-1): entry, both parts, three signatures."""
    page = people[TEACHER].page
    booking = teacher.record_call(page, CALL | {"new_name": "3e Cadours"}, days)
    company.confirm_agreement(visitor.page, mailbox.morning(CONTACT, "À confirmer").link)
    told(visitor.page, "L’immersion est confirmée.")
    company.complete(visitor.page, mailbox.morning(CONTACT, "Convention à compléter").link, CONTACT)
    contract = teacher.open_contract(page, booking)
    teacher.complete(page, contract)

    teacher.send_to_signature(page, contract)
    reference = teacher.reference(page)
    for address in (HEAD, BRANCH, CONTACT):
        signatory.sign(visitor.page, mailbox, address, reference)
    assert teacher.sealed_file(page, contract).startswith(b"%PDF")


def look_up(people):
    """The RBDE reads the company in the admin, the rectorat the class among those expected."""
    found = office.look_up(people[RBDE].page, "directory/company", CALL["company_name"])
    assert "3e Cadours" in found.inner_text()
    page = people[RECTORAT].page
    page.goto("/rapports/")  # asks for the first count of the académie, and shows itself after it
    page.locator("#ensemble-immersions").wait_for(timeout=COUNTED_WITHIN)
    assert authority.figures(page)["Classes attendues"] == 1


def without_redis(portal, enter, folder, days):
    """Everybody signs in again, and the teacher records another class."""
    broker = Valkey(folder)
    broker.kill()
    with portal.another(REDIS_URL=broker.url).serving() as alone:
        again = {email: enter(email, base_url=alone.url) for email in GRANTS}
        teacher.record_call(again[TEACHER].page, CALL | {"new_name": "3e sans Redis"}, days)
        told(again[TEACHER].page, "Confirmée par téléphone")
