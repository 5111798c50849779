"""R-VI-1: the short agreement of an information visit, made at acceptance, signed by two."""

import datetime as dt

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from directory.enums import Level
from directory.violations import Refused
from documents import registry
from documents.models import SignatureRound
from partnerships.contract.data import contract_facts
from partnerships.contract.fields import correctable
from partnerships.enums import OfferKind
from partnerships.enums.contract import ContractKind, ContractState, PartyFunction, SessionKind
from partnerships.forms.contracts import SchoolPartForm
from partnerships.models import Contract
from partnerships.rules.contract import ContractFacts, SessionFacts, completeness
from partnerships.views.contracts import draft_pdf
from partnerships.workflow import bookings, contracts
from partnerships.workflow.contract_people import is_company_side, signatory_function
from partnerships.workflow.tables import SYSTEM
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, CompanyFactory, SchoolFactory
from tests.partnerships.contract_world import told
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

DAY = dt.date(2027, 1, 12)
ELSEWHERE = {
    "origin": "elsewhere",
    "agreed_on": DAY,
    "agreed_with": "M. Roux",
    "agreed_by": "phone",
    "seats_held": 0,
}
WELCOME = SessionFacts(DAY, "am", SessionKind.WELCOME_SAFETY, "company")
CLAUSES = tuple(
    (name, name, "dit") for name in ("objectives", "transport", "meals", "insurance", "safety")
)


def facts(**changed):
    parts = {
        "kind": ContractKind.VISIT,
        "starts_on": DAY,
        "ends_on": DAY,
        "last_day_is_half": False,
        "sessions": (WELCOME,),
        "referent": "A. Roux",
        "tutor": "D. Faure",
        "place": "1 rue du Port",
        "pupils": 20,
        "clauses": CLAUSES,
        "adults": 2,
    }
    return ContractFacts(**(parts | changed))


def refused(**changed):
    found = completeness(facts(**changed))
    return {one.field for one in found if one.blocking and not one.field.startswith("party-")}


def without(name):
    return tuple((*one[:2], "" if one[0] == name else one[2]) for one in CLAUSES)


@pytest.mark.parametrize("name", ["objectives", "transport", "meals", "insurance"])
def test_what_r_vi_1_wants_is_compulsory(name):
    assert refused() == set()
    assert refused(clauses=without(name)) == {name}
    assert refused(clauses=without("safety")) == set()


def test_a_timetable_is_wanted_not_every_half_day():
    assert refused(sessions=()) == {f"programme-{DAY}-am"}
    elsewhere = SessionFacts(DAY + dt.timedelta(days=1), "am", SessionKind.VISIT, "company")
    assert refused(sessions=(WELCOME, elsewhere)) == {"programme"}
    tour = SessionFacts(DAY, "am", SessionKind.VISIT, "company")
    assert "consignes de sécurité" in str(completeness(facts(sessions=(tour,))))


def test_before_4e_a_group_is_never_alone():
    assert refused(adults=0, alone_allowed=False) == {"adults"}
    assert refused(adults=0) == set()


def make_visit(level=Level.SIXIEME, naf="47.11F"):
    """An accepted visit of a class of 6e to a shop."""
    school, company = SchoolFactory(), CompanyFactory(naf_code=naf)
    teacher = actor_for(Role.TEACHER, school=school)
    actor_for(Role.HEAD, school=school)
    offer = OfferFactory(kind=OfferKind.VISIT, host_company=company)
    slot = SlotFactory(offer=offer, starts_on=DAY, ends_on=DAY, starts_at="09:00", ends_at="12:00")
    booking = BookingFactory(
        slot=slot, teacher=teacher.user, class_group=ClassGroupFactory(school=school, level=level)
    )
    return teacher, booking


@pytest.fixture
def visit(db):
    teacher, booking = make_visit()
    host = actor_for(Role.COMPANY_REPRESENTATIVE, company=booking.company)
    bookings.accept(host, booking, today=dt.date(2026, 11, 23))
    return teacher, host, Contract.objects.with_parties().get(booking=booking)


def test_acceptance_makes_the_agreement_whatever_the_trade_or_the_level(visit):
    teacher, _, agreement = visit
    assert agreement.kind == ContractKind.VISIT
    assert agreement.reference.startswith("VIS-2026-")
    assert set(agreement.functions) == {PartyFunction.COMPANY, PartyFunction.HEAD}
    assert agreement.branch is None and not told("contract.branch_told")
    assert told("contract.to_complete") == {agreement.booking.contact_email}
    assert [one.half for one in agreement.sessions.all()] == ["am", "pm"]
    assert not contract_facts(agreement).alone_allowed


def test_the_other_kinds_still_make_none(db):
    offer = OfferFactory(kind=OfferKind.SPEAKER)
    booking = BookingFactory(slot=SlotFactory(offer=offer, ends_on=DAY, starts_on=DAY))
    assert contracts.create_for(SYSTEM, booking) is None


def test_its_document_speaks_of_a_visit_and_of_no_branch(visit, tmp_path):
    path = tmp_path / "visite.pdf"
    path.write_bytes(draft_pdf(visit[2]))
    text = " ".join(page.extract_text() for page in PdfReader(path).pages)
    text = " ".join(text.split())
    assert "Convention de visite d’information" in text
    assert "de 9 h 00 à 12 h 00" in text and "D. 331-3" in text
    assert "La visite concerne" in text and "L’immersion concerne" not in text
    assert "branche" not in text and "Droit à l’image" not in text


def test_every_variable_of_its_wording_is_known(visit):
    declared = registry.subject("visit-agreement")
    known = declared.data(visit[2])["variables"]
    assert set(declared.variables) <= set(known)


def test_signed_by_both_it_covers_the_visit_and_follows_its_cancellation(visit):
    teacher, host, agreement = visit
    with pytest.raises(Refused, match="tuteur"):
        contracts.send_to_signature(teacher, agreement)
    contracts.change(teacher, agreement, contracts.Edit(values={"tutor_name": "D. Faure"}))
    contracts.send_to_signature(teacher, agreement)
    signed = SignatureRound.objects.about(agreement).get()
    assert signed.kind == "visit-agreement" and signed.label == "Convention de visite d’information"
    assert {one.function for one in signed.signatories.all()} == {"company", "head"}
    bookings.cancel(host, agreement.booking, "staff")
    agreement = Contract.objects.get(pk=agreement.pk)
    signed.refresh_from_db()
    assert (agreement.state, signed.state) == (ContractState.CANCELLED, "voided")


def test_its_form_asks_nothing_that_a_visit_does_not_need(visit):
    _, _, agreement = visit
    form = SchoolPartForm(contract=agreement)
    assert "image_consents_attested" not in form.fields and "meals" in form.fields
    assert not {"evaluation", "supporters"} & {row[0] for row in correctable(agreement)}


def test_a_stranger_of_every_right_does_not_see_it(visit):
    _, host, agreement = visit
    seen = Contract.objects.visible_to
    assert agreement in seen(host)
    assert not seen(actor_for(Role.HEAD, school=SchoolFactory())).exists()
    assert not seen(actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory())).exists()


def test_a_school_or_a_network_that_hosts_opens_and_completes_it_by_its_account(visit, client):
    _, host, agreement = visit
    hosting, stranger = SchoolFactory(), SchoolFactory()
    row = type(agreement.booking).objects.filter(pk=agreement.booking.pk)
    row.update(company=None, host_school=hosting, offer=None, slot=None, **ELSEWHERE)
    agreement = Contract.objects.with_parties().get(pk=agreement.pk)
    principal = actor_for(Role.HEAD, school=hosting)
    client.force_login(principal.user)
    assert client.get(agreement.get_absolute_url()).status_code == 200
    programme = reverse("partnerships:contract_programme", args=[agreement.pk])
    assert "emploi du temps de la visite" in client.get(programme).content.decode()
    assert is_company_side(agreement, principal) and not is_company_side(agreement, host)
    assert signatory_function(principal, agreement) == "company"
    assert not is_company_side(agreement, actor_for(Role.TEACHER, school=hosting))
    client.force_login(actor_for(Role.HEAD, school=stranger).user)
    assert client.get(agreement.get_absolute_url()).status_code == 404
