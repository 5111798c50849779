"""R-IM-1: an immersion arranged by phone with a company that has no account and that the
base does not know yet, from its entry to the sealed contract."""

import datetime as dt
import io

import pytest
from pypdf import PdfReader

from directory.calendar import Calendar
from portal.demo.companies import siret_of
from portal.demo.dates import next_run
from tests.browser.actors import company, signatory, teacher
from tests.browser.actors.pages import told
from tests.browser.mailbox import Mailbox

SIRET = siret_of(900)
COMPANY = "Outillages du Girou"
CONTACT = "p.aubert@outillages-girou.example"
TEACHER, HEAD, BRANCH = "enseignante@demo.example", "principal@demo.example", "uimm@demo.example"
CALL = {
    "kind": "class_immersion",
    "siret": SIRET,
    "company_name": COMPANY,
    "company_naf": "25.73B",
    "company_address": "2 chemin du Moulin",
    "company_postcode": "31770",
    "company_city": "Colomiers",
    "new_name": "3e Téléphone",
    "new_level": "3e",
    "girls": 12,
    "boys": 12,
    "adults": 2,
    "agreed_with": "Paul Aubert, gérant",
    "contact_name": "Paul Aubert",
    "contact_email": CONTACT,
}


@pytest.mark.long
def test_agreed_by_phone(walker, portal):
    mailbox = Mailbox(portal)
    days = next_run(Calendar(), dt.date.today() + dt.timedelta(days=86), 3)
    nadia, paul = walker("enseignante"), walker()

    booking = teacher.record_call(nadia.page, CALL, days)
    told(nadia.page, f"un lien de confirmation part à {CONTACT}")
    told(nadia.page, "Confirmée par téléphone")

    company.confirm_agreement(paul.page, mailbox.morning(CONTACT, "À confirmer").link)
    told(paul.page, "L’immersion est confirmée.")
    company.complete(paul.page, mailbox.morning(CONTACT, "Convention à compléter").link, CONTACT)
    contract = teacher.open_contract(nadia.page, booking)
    teacher.complete(nadia.page, contract)
    teacher.send_to_signature(nadia.page, contract)
    told(nadia.page, "La convention est partie à la signature.")

    reference = teacher.reference(nadia.page)
    for address in (HEAD, BRANCH, CONTACT):
        signatory.sign(paul.page, mailbox, address, reference)
    sealed = PdfReader(io.BytesIO(teacher.sealed_file(nadia.page, contract)))
    text = "".join(page.extract_text() for page in sealed.pages)
    assert COMPANY in text and "UIMM Midi-Pyrénées" in text
    assert "".join(SIRET.split()) in "".join(text.split())
    assert mailbox.morning(CONTACT, "Signé par tous", reference)
    assert nadia.problems == paul.problems == []
