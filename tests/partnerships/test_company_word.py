"""What is added to an offer after its company confirmed it waits for its word (R-IM-1)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from directory.violations import Refused
from outbox.models import Notice
from partnerships.enums import OfferState, SlotState
from partnerships.models import Offer, Slot
from partnerships.rules import Period
from partnerships.workflow import company_word, offer_changes, offers
from partnerships.workflow.offers import SlotPlan
from partnerships.workflow.people import Address, confirm_link
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory
from tests.partnerships.conftest import TODAY
from tests.partnerships.factories import OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db

FEBRUARY = Period(dt.date(2027, 2, 1), dt.date(2027, 2, 3))
CHIEF = "chef@usine.example"


@pytest.fixture
def author():
    return actor_for(Role.RBDE, school=SchoolFactory())


@pytest.fixture
def slot(author):
    """Published for a company, which confirmed it."""
    offer = OfferFactory(on_behalf=True, created_by=author.user, contact_email=CHIEF)
    return SlotFactory(offer=offer)


def company(author, offer, email=CHIEF):
    return Actor.of_link(confirm_link(author, offer, Address(email)))


def told(kind="offer.to_confirm"):
    return set(Notice.objects.filter(kind=kind).values_list("recipient_email", flat=True))


def add(actor, offer):
    return offers.add_slots(actor, offer, [FEBRUARY], SlotPlan(20), today=TODAY)[0]


def test_a_new_date_is_bookable_once_the_company_confirms_it(author, slot):
    new = add(author, slot.offer)
    assert list(Slot.objects.published()) == [slot]
    assert told() == {CHIEF}
    with pytest.raises(Refused):
        offer_changes.accept(author, slot.offer)
    chief = company(author, slot.offer)
    offer_changes.accept(chief, slot.offer)
    offer_changes.accept(chief, slot.offer)
    assert set(Slot.objects.published()) == {slot, new}
    assert told("offer.confirmed") == {author.user.email}
    verbs = list(JournalEntry.objects.about(slot.offer).values_list("verb", flat=True))
    assert verbs.count("a confirmé les changements de l’offre") == 1


def test_more_seats_wait_for_the_company_and_fewer_do_not(author, slot):
    offers.resize(author, slot, 40)
    slot.refresh_from_db()
    assert (slot.capacity, slot.asked_capacity, told()) == (30, 40, {CHIEF})
    offer_changes.accept(company(author, slot.offer), slot.offer)
    slot.refresh_from_db()
    assert (slot.capacity, slot.asked_capacity) == (40, None)
    offers.resize(author, slot, 10)
    slot.refresh_from_db()
    assert (slot.capacity, slot.asked_capacity) == (10, None)


def test_another_contact_receives_requests_once_somebody_there_agrees(author, slot):
    offer = slot.offer
    offer.contact_name, offer.contact_email = "Nora Diop", "Nora@usine.example"
    offers.save(author, offer)
    offer.refresh_from_db()
    assert offer.contact_email == CHIEF
    assert told() == {CHIEF, "nora@usine.example"}
    link = PersonalLink.objects.get(holder_email="nora@usine.example")
    offer_changes.accept(Actor.of_link(link), offer)
    offer.refresh_from_db()
    assert (offer.contact_name, offer.contact_email) == ("Nora Diop", "nora@usine.example")
    assert not company_word.asked_of(offer)


def test_the_company_refuses_and_what_was_published_stays(author, slot):
    new = add(author, slot.offer)
    offers.resize(author, slot, 40)
    slot.offer.contact_email = "nora@usine.example"
    offers.save(author, slot.offer)
    asked = company_word.asked_of(slot.offer)
    assert (asked.slots, asked.contact.holder_email) == ([slot, new], "nora@usine.example")
    assert Notice.objects.filter(recipient_email=CHIEF).count() == 1
    offer_changes.refuse(company(author, slot.offer), slot.offer)
    new.refresh_from_db()
    slot.refresh_from_db()
    slot.offer.refresh_from_db()
    assert (new.state, slot.state) == (SlotState.CANCELLED, SlotState.OPEN)
    assert (slot.capacity, slot.asked_capacity) == (30, None)
    assert (slot.offer.state, slot.offer.contact_email) == (OfferState.PUBLISHED, CHIEF)
    assert not company_word.asked_of(slot.offer)
    assert told("offer.declined") == {author.user.email}


def test_its_representative_has_it_to_do_until_it_is_answered(author, slot):
    boss = actor_for(Role.COMPANY_REPRESENTATIVE, company=slot.offer.host_company)
    waiting = Offer.objects.awaiting_company()
    assert not waiting.exists()
    add(author, slot.offer)
    offers.resize(author, slot, 40)
    assert list(waiting) == [slot.offer]
    offer_changes.accept(boss, slot.offer)
    assert not waiting.all().exists()


def test_the_company_itself_asks_nobody(author, slot):
    boss = actor_for(Role.COMPANY_REPRESENTATIVE, company=slot.offer.host_company)
    assert add(boss, slot.offer).state == SlotState.OPEN
    offers.resize(boss, slot, 40)
    slot.refresh_from_db()
    assert (slot.capacity, told()) == (40, set())


def test_a_closed_offer_asks_nothing_and_is_taken_up_again_first(author, slot):
    new = add(author, slot.offer)
    offer = offers.close(author, slot.offer)
    new.refresh_from_db()
    assert new.state == SlotState.CANCELLED
    with pytest.raises(Refused, match="reprenez-la d’abord"):
        add(author, offer)


def test_the_page_of_the_link_shows_the_changes_and_takes_the_answer(client, author, slot):
    add(author, slot.offer)
    link = confirm_link(author, slot.offer, Address(CHIEF))
    page = client.get(link.url).content.decode()
    assert "Nouvelle date : " in page
    assert "20 places" in page
    client.post(link.url, {"answer": "ajouts-oui"})
    assert Slot.objects.published().count() == 2
    assert "Confirmer les changements" not in client.get(link.url).content.decode()


def test_the_author_reads_what_waits(client, author, slot):
    client.force_login(author.user)
    address = reverse("partnerships:slot_act", args=[slot.pk, "resize"])
    page = client.post(address, {"capacity": 40}, follow=True).content.decode()
    assert "L’entreprise reçoit un lien pour confirmer ce changement" in page
    assert "40 places à confirmer par l’entreprise" in page
    page = client.get(slot.offer.get_absolute_url()).content.decode()
    assert "40 places au lieu de 30" in page
    assert "Confirmer les changements" not in page
