"""At sealing and voiding each person is written to once: signatories by the round itself."""

from collections import Counter

import pytest
from django.utils import timezone

from accounts.actor import Actor
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships.models import Booking
from partnerships.workflow import contract_opening, contracts
from partnerships.workflow.contract_people import COMPLETE_PURPOSE
from tests.partnerships.contract_world import make_contract_world, told
from tests.partnerships.test_contract_workflow import sign_on_paper

pytestmark = pytest.mark.django_db
FACTS = {
    "sealing": ("documents.round_sealed", "contract.signed"),
    "voiding": ("documents.round_voided", "contract.voided"),
}


@pytest.fixture
def world(time_machine):
    time_machine.move_to("2026-12-10 10:00+01:00")
    return make_contract_world()


def happen(world, fact):
    world.in_signature()
    if fact == "sealing":
        sign_on_paper(world)
    else:
        edit = contracts.Edit(values={"place": "Autre site"})
        contracts.change(world.company, world.contract, edit, confirmed=True)


def mails(fact):
    rows = Notice.objects.filter(kind__in=FACTS[fact])
    return Counter(rows.values_list("recipient_email", flat=True))


@pytest.mark.parametrize("fact", FACTS)
def test_signatories_by_the_round_the_teacher_by_the_contract(world, fact):
    happen(world, fact)
    by_round, by_contract = FACTS[fact]
    assert told(by_round) == {one.email for one in world.signatories().values()}
    assert told(by_contract) == {world.teacher.user.email}
    assert set(mails(fact).values()) == {1}


@pytest.mark.parametrize("fact", FACTS)
def test_the_host_s_contact_is_told_when_another_person_signs(world, fact):
    contact = world.booking.contact_email
    parties = world.contract.parties.filter(function="company")
    parties.update(name="Dominique Faure", email="direction@entreprise.example")
    happen(world, fact)
    assert told(FACTS[fact][1]) == {world.teacher.user.email, contact}
    notice = Notice.objects.get(kind=FACTS[fact][1], recipient_email=contact)
    link = world.fill_link
    assert (link.purpose, link.holder_email) == (COMPLETE_PURPOSE, contact)
    assert kind_of(notice.kind).render(notice.at(timezone.now())).action[1] == link.url


@pytest.mark.parametrize("fact", FACTS)
def test_a_teacher_who_signs_for_a_party_gets_one_mail(world, fact):
    email = world.teacher.user.email
    world.contract.parties.filter(function="company").update(email=email.upper())
    happen(world, fact)
    assert email not in told(FACTS[fact][1])
    assert mails(fact)[email] == 1


def test_nobody_is_told_of_the_change_that_they_made(world):
    world.in_signature()
    edit = contracts.Edit(values={"place": "Autre site"})
    contracts.change(world.teacher, world.contract, edit, confirmed=True)
    assert world.teacher.user.email not in mails("voiding")
    assert mails("voiding")


def test_a_host_that_accepts_by_its_link_gets_the_next_one(world):
    """What its reader does next is told to whoever brought it about."""
    booking = world.booking
    link = world.fill_link
    Notice.objects.filter(kind="contract.to_complete").delete()
    contract_opening.ask_company(Actor.of_link(link), world.contract)
    assert told("contract.to_complete") == {booking.contact_email}


def test_who_asked_and_leads_gets_one_mail(world):
    Booking.objects.filter(pk=world.booking.pk).update(requested_by=world.head.user)
    happen(world, "voiding")
    assert set(mails("voiding").values()) == {1}
