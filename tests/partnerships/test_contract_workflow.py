"""The contract from the acceptance on: R-CEE-4, R-CEE-5, R-CEE-7, R-CEE-8, R-AG-3."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.enums import Role
from accounts.models import JournalEntry, User
from directory.violations import Refused
from documents import paper
from documents.enums import RoundState
from documents.models import SignatureRound
from outbox.enums import Urgency
from outbox.models import Notice
from partnerships.contract.data import contract_data
from partnerships.contract.document import variables
from partnerships.enums.contract import ContractKind, ContractState, PartyFunction
from partnerships.models import BranchConsultation, Contract
from partnerships.rules.contract import Effect
from partnerships.workflow import contract_numbers, contract_opening, contracts
from partnerships.workflow.contract_people import head_recipients
from partnerships.workflow.tables import SYSTEM
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory
from tests.partnerships.contract_world import MONDAY, make_contract_world, told
from tests.partnerships.factories import BookingFactory

pytestmark = pytest.mark.django_db
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def world():
    return make_contract_world()


def edit(**values):
    return contracts.Edit(values=values)


def test_acceptance_opens_a_contract_with_all_that_is_known(world):
    contract = world.fresh()
    assert (contract.kind, contract.state) == (ContractKind.CLASS_IMMERSION, ContractState.DRAFT)
    assert contract.sessions.count() == 6
    assert contract.referent_name == str(world.teacher.user.get_full_name())
    parties = {party.function: party.email for party in contract.parties.all()}
    assert parties == {
        PartyFunction.COMPANY: world.booking.contact_email,
        PartyFunction.HEAD: world.head.user.email,
        PartyFunction.BRANCH: world.officer.user.email,
    }
    assert told("contract.branch_told") == {world.officer.user.email}
    assert told("contract.to_complete") == {world.booking.contact_email}
    assert contracts.create_for(SYSTEM, world.booking) == contract


def test_r_cee_4_a_host_outside_industry_gives_an_ordinary_immersion_with_two_signatures():
    world = make_contract_world(naf="47.11F")
    contract = world.fresh()
    assert (contract.kind, contract.branch) == (ContractKind.ORDINARY, None)
    assert "industri" not in contract.objectives
    assert [party.function for party in contract.parties.all()] == ["company", "head"]
    assert not BranchConsultation.objects.exists()
    world.in_signature()
    assert set(world.signatories()) == {"company", "head"}


def test_the_next_contract_with_the_same_host_starts_from_the_last_one(world):
    world.in_signature()
    contracts.change(world.teacher, world.contract, edit(meals="Au restaurant de l’usine"))
    later = BookingFactory(
        slot=world.booking.slot,
        starts_on=MONDAY + dt.timedelta(weeks=2),
        ends_on=MONDAY + dt.timedelta(weeks=2, days=2),
        girls=2,
        boys=2,
        state="accepted",
    )
    contract = contracts.create_for(SYSTEM, later)
    assert (contract.meals, contract.tutor_name) == ("Au restaurant de l’usine", "D. Faure")
    assert contract.sessions.first().day == later.starts_on
    assert not contract.image_consents_attested


def test_r_cee_4_an_incomplete_contract_does_not_leave(world):
    with pytest.raises(Refused) as caught:
        contracts.send_to_signature(world.teacher, world.contract)
    assert {v.field for v in caught.value.violations} == {"tutor_name", "image_consents_attested"}
    assert world.fresh().state == ContractState.DRAFT
    assert not SignatureRound.objects.exists()


def test_sending_asks_every_party(world):
    contract = world.in_signature()
    assert contract.state == ContractState.IN_SIGNATURE
    assert set(world.signatories()) == {"company", "head", "branch"}
    assert told("documents.signature_asked") == {party.email for party in contract.parties.all()}


@pytest.mark.parametrize("who", ["company", "officer"])
def test_only_the_school_sends(world, who):
    world.complete()
    with pytest.raises(Refused):
        contracts.send_to_signature(getattr(world, who), world.contract)


def test_a_stranger_with_every_right_but_the_relation_changes_nothing(world):
    strangers = [
        actor_for(Role.TEACHER, school=SchoolFactory()),
        actor_for(Role.HEAD, school=SchoolFactory()),
        actor_for(Role.COMPANY_REPRESENTATIVE),
        actor_for(Role.BRANCH_OFFICER),
        actor_for(Role.EDUCATION_AUTHORITY, whole_region=True),
    ]
    for stranger in strangers:
        with pytest.raises(Refused):
            contracts.change(stranger, world.contract, edit(meals="Ailleurs"))
        with pytest.raises(Refused):
            contracts.send_to_signature(stranger, world.contract)


def test_r_cee_4_the_branch_objects_and_the_contract_stays(world):
    world.complete()
    consultation = world.booking.branch_consultation
    with pytest.raises(Refused):
        contract_opening.object_to(world.officer, consultation, " ")
    for stranger in (world.head, world.company, actor_for(Role.BRANCH_OFFICER)):
        with pytest.raises(Refused):
            contract_opening.object_to(stranger, consultation, "Non")
        with pytest.raises(Refused):
            contract_opening.lift_objection(stranger, consultation)
    contract_opening.object_to(world.officer, consultation, "Chantier sur le site")
    assert told("contract.branch_objected") == {world.head.user.email}
    with pytest.raises(Refused, match="Chantier sur le site"):
        contracts.send_to_signature(world.teacher, world.contract)
    contract_opening.lift_objection(world.officer, consultation)
    contracts.send_to_signature(world.teacher, world.contract)
    with pytest.raises(Refused):
        contract_opening.object_to(world.officer, consultation, "Trop tard")


def test_the_school_sends_the_host_its_link_again_once_a_day(world, time_machine):
    contract_opening.ask_company_again(world.teacher, world.contract)
    with pytest.raises(Refused, match="déjà"):
        contract_opening.ask_company_again(world.teacher, world.contract)
    time_machine.move_to("2026-12-10 10:00+01:00")
    with pytest.raises(Refused):
        contract_opening.ask_company_again(world.officer, world.contract)
    link = world.fill_link
    contract_opening.ask_company_again(world.teacher, world.contract)
    # The same link: what the host kept in its mails still opens.
    assert world.fill_link == link
    again = Notice.objects.filter(kind="contract.link_again")
    assert [notice.urgency for notice in again] == [Urgency.IMMEDIATE] * 2


def test_a_host_without_address_cannot_be_asked(world, time_machine):
    time_machine.move_to("2026-12-10 10:00+01:00")
    world.booking.__class__.objects.filter(pk=world.booking.pk).update(contact_email="")
    world.contract.parties.filter(function="company").update(email="")
    with pytest.raises(Refused, match="Aucune adresse"):
        contract_opening.ask_company_again(world.teacher, world.contract)


def test_sending_twice_opens_one_round(world):
    world.in_signature()
    contracts.send_to_signature(world.teacher, world.contract)
    assert SignatureRound.objects.count() == 1


def test_r_cee_4_the_kind_follows_the_host_s_corrected_activity():
    world = make_contract_world(naf="")
    assert world.fresh().kind == ContractKind.ORDINARY
    with pytest.raises(Refused):
        contract_opening.follow_host(world.teacher, world.contract)
    company = world.booking.company
    company.naf_code, company.naf_nomenclature = "25.62B", "NAFRev2"
    company.save()
    with pytest.raises(Refused):
        contract_opening.follow_host(world.officer, world.contract)
    contract_opening.follow_host(world.teacher, world.fresh())
    contract = world.fresh()
    assert (contract.kind, contract.branch is not None) == (ContractKind.CLASS_IMMERSION, True)
    assert {party.function for party in contract.parties.all()} == set(PartyFunction)
    assert told("contract.branch_told") == {world.officer.user.email}
    company.naf_code = "47.11F"
    company.save()
    contract_opening.follow_host(world.teacher, world.fresh())
    assert (world.fresh().kind, world.fresh().branch) == (ContractKind.ORDINARY, None)
    world.in_signature()
    with pytest.raises(Refused):
        contract_opening.follow_host(world.teacher, world.fresh())


# --- R-CEE-5 -----------------------------------------------------------------------


def test_r_cee_5_another_tutor_is_a_numbered_notice_and_signatures_hold(world):
    world.in_signature()
    effect = contracts.change(world.teacher, world.contract, edit(tutor_name="A. Roux"))
    assert (effect, world.fresh().state) == (Effect.NOTICE, ContractState.IN_SIGNATURE)
    contracts.change(world.company, world.contract, edit(safety="Casque obligatoire"))
    notices = list(world.contract.notices.all())
    assert [notice.number for notice in notices] == [1, 2]
    assert [line["label"] for line in notices[1].changes] == ["Clauses particulières"]
    assert world.head.user.email in told("contract.notice")
    assert world.officer.user.email in told("contract.notice")


def test_r_cee_5_another_place_voids_once_confirmed_and_a_new_round_follows(world):
    world.in_signature()
    with pytest.raises(Refused) as caught:
        contracts.change(world.teacher, world.contract, edit(place="Autre site"))
    assert caught.value.violations[0].field == contracts.NEEDS_CONFIRMATION
    assert world.fresh().place != "Autre site"
    effect = contracts.change(
        world.teacher, world.contract, edit(place="Autre site"), confirmed=True
    )
    contract = world.fresh()
    assert (effect, contract.state) == (Effect.VOID, ContractState.VOID)
    assert contract.place == "Autre site"
    assert "lieu" in contract.state_reason
    assert SignatureRound.objects.get().state == RoundState.VOIDED
    contracts.send_to_signature(world.teacher, world.contract)
    last = SignatureRound.objects.about(world.contract).first()
    assert last.replaces is not None
    assert last.data["signed"]["place"] == "Autre site"


def test_r_cee_5_fewer_pupils_free_seats_and_more_void(world):
    world.in_signature()
    numbers = {"girls": 10, "boys": 11, "unspecified": 1, "adults": 2}
    change = contract_numbers.change_numbers
    assert change(world.teacher, world.contract, numbers) == Effect.NOTICE
    slot = world.booking.slot
    slot.refresh_from_db()
    assert slot.seats_taken == 22
    # Back to what was signed: more than the last notice said, not more than was signed.
    assert change(world.teacher, world.contract, numbers | {"girls": 12}) == Effect.NOTICE
    with pytest.raises(Refused):
        change(world.teacher, world.contract, numbers | {"girls": 13})
    more = change(world.teacher, world.contract, numbers | {"girls": 13}, confirmed=True)
    assert (more, world.fresh().state) == (Effect.VOID, ContractState.VOID)
    slot.refresh_from_db()
    assert slot.seats_taken == 25


def test_r_cee_3_more_pupils_than_seats_is_refused_and_nothing_moves(world):
    numbers = {"girls": 20, "boys": 20, "unspecified": 0, "adults": 2}
    with pytest.raises(Refused):
        contract_numbers.change_numbers(world.teacher, world.contract, numbers)
    with pytest.raises(Refused):
        contract_numbers.change_numbers(world.teacher, world.contract, dict.fromkeys(numbers, 0))
    slot = world.booking.slot
    slot.refresh_from_db()
    assert (slot.seats_taken, world.fresh().booking.girls) == (24, 12)


def test_nothing_changed_says_nothing(world):
    world.in_signature()
    same = world.fresh().place
    assert contracts.change(world.teacher, world.contract, edit(place=same)) == Effect.NONE
    assert not world.contract.notices.exists()


def test_funding_followed_after_signature_asks_nothing(world):
    line = {"funder": "region", "label": "Car", "asked": 300, "granted": None, "paid": None}
    contracts.change(world.teacher, world.contract, contracts.Edit(funding=[line]))
    world.in_signature()
    paid = contracts.Edit(funding=[line | {"granted": 300, "paid": 150}])
    assert contracts.change(world.teacher, world.contract, paid) == Effect.NONE
    assert world.contract.funding_lines.get().paid == 150


# --- Signatures, paper, end --------------------------------------------------------


def sign_on_paper(world, functions=("company", "head", "branch")):
    actors = {"company": world.company, "head": world.head, "branch": world.officer}
    for function in functions:
        signatory = world.signatories()[function]
        scan = SimpleUploadedFile("scan.png", one_pixel(), "image/png")
        paper.record_paper(actors[function], signatory, scan)
        other = world.head if function != "head" else world.company
        paper.confirm_paper(other, world.signatories()[function])


def one_pixel():
    return bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
        "0000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
    )


def test_r_cee_5_three_papers_confirmed_by_another_party_seal_the_contract(world, time_machine):
    time_machine.move_to("2026-12-10 10:00+01:00")
    world.in_signature()
    sign_on_paper(world, ["company", "head"])
    assert world.fresh().state == ContractState.IN_SIGNATURE
    sign_on_paper(world, ["branch"])
    contract = world.fresh()
    assert contract.state == ContractState.SIGNED
    assert contract.signed_at is not None
    assert told("contract.signed") == {world.teacher.user.email}


def test_r_cee_8_uncovered_from_d_2_and_covered_by_a_late_paper(world, time_machine):
    time_machine.move_to("2027-01-05 10:00+01:00")
    world.in_signature()
    assert contracts.uncover_due(MONDAY - dt.timedelta(days=3)) == 0
    assert contracts.uncover_due(MONDAY - dt.timedelta(days=2)) == 1
    assert contracts.uncover_due(MONDAY - dt.timedelta(days=2)) == 0
    assert world.fresh().state == ContractState.UNCOVERED
    assert world.head.user.email in told("contract.uncovered")
    time_machine.move_to("2027-01-10 18:00+01:00")
    sign_on_paper(world)
    assert world.fresh().state == ContractState.SIGNED


def test_r_cee_8_signed_after_the_first_day_stays_uncovered(world, time_machine):
    time_machine.move_to("2027-01-05 10:00+01:00")
    world.in_signature()
    time_machine.move_to("2027-01-12 10:00+01:00")
    sign_on_paper(world)
    contract = world.fresh()
    assert (contract.state, contract.signed_at) == (ContractState.UNCOVERED, None)
    assert contracts.complete_due(MONDAY + dt.timedelta(days=30)) == 0


def test_r_cee_7_done_after_the_last_day_and_eligible_to_the_cup(world, time_machine):
    time_machine.move_to("2026-12-10 10:00+01:00")
    world.in_signature()
    sign_on_paper(world)
    assert contracts.complete_due(MONDAY + dt.timedelta(days=2)) == 0
    assert contracts.complete_due(MONDAY + dt.timedelta(days=3)) == 1
    assert world.fresh().is_eligible_to_cup
    assert list(Contract.objects.eligible_to_cup()) == [world.contract]
    with pytest.raises(Refused):
        contracts.change(world.teacher, world.contract, edit(meals="Trop tard"))


def test_r_ag_3_cancelling_keeps_what_was_signed(world, time_machine):
    time_machine.move_to("2026-12-10 10:00+01:00")
    world.in_signature()
    sign_on_paper(world)
    contracts.cancel_for(world.teacher, world.booking, "Grève des transports")
    contract = world.fresh()
    assert (contract.state, contract.state_reason) == ("cancelled", "Grève des transports")
    kept = SignatureRound.objects.get()
    assert (kept.state, kept.sealed_file is not None) == (RoundState.VOIDED, True)
    assert contracts.cancel_for(world.teacher, world.booking, "encore") == contract


def test_every_act_is_in_the_journal(world):
    world.in_signature()
    verbs = " ".join(JournalEntry.objects.about(world.contract).values_list("verb", flat=True))
    for words in ("préparé la convention", "complété", "mis à la signature"):
        assert words in verbs
    assert verbs.count("signature") == 1


def test_r_ag_1_an_address_is_not_the_name_of_who_signs(world):
    """A head who was just given an account: proposed by address, the name is asked for."""
    head = world.contract.parties.get(function="head")
    User.objects.filter(email=head.email).update(first_name="", last_name="")
    (asked,) = head_recipients(world.booking.school)
    assert (asked.email, asked.name) == (head.email, "")


def test_a_place_typed_with_its_full_stop_ends_the_article_once(world):
    signed = contract_data(world.contract) | {"place": "Poste de garde, entrée nord."}
    assert variables(world.contract, signed, [signed])["lieu"].endswith("entrée nord")
