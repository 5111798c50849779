"""The host answers by its personal link: GET shows, POST acts (R-AG-4, R-IM-1)."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts import links
from accounts.models import JournalEntry, PersonalLink
from directory.french import full_day
from outbox.models import Notice
from partnerships.enums import BookingState, OfferState
from partnerships.workflow import contracts
from partnerships.workflow.contract_people import COMPLETE_PURPOSE
from partnerships.workflow.people import Address, answer_link, confirm_link
from partnerships.workflow.tables import SYSTEM
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db


def link_to(booking):
    return answer_link(SYSTEM, booking, Address(booking.contact_email, "Camille Martin"))


def state_of(booking):
    booking.refresh_from_db()
    return booking.state


def test_get_and_head_change_nothing_whatever_the_page(client):
    booking = BookingFactory()
    path = link_to(booking).path
    for page in ("", "oui/", "non/", "prolonger/"):
        response = client.get(path + page)
        assert response.status_code == 200, page
        assert client.head(path + page).status_code == 200
    assert state_of(booking) == BookingState.SENT
    assert "sessionid" not in client.cookies or not client.session.get("_auth_user_id")


def test_yes_shows_the_message_then_accepts_once_and_is_journalled(client):
    booking = BookingFactory()
    link = link_to(booking)
    shown = client.post(link.path + "oui/", {"step": "preview", "message": "À 8 h 30", **key()})
    assert "À 8 h 30" in shown.content.decode()
    assert state_of(booking) == BookingState.SENT
    for _ in range(2):
        response = client.post(link.path + "oui/", {"step": "act", "message": "À 8 h 30", **key()})
        assert (response.status_code, response.headers["Location"]) == (302, link.path)
    assert state_of(booking) == BookingState.ACCEPTED
    assert JournalEntry.objects.filter(link=link, verb="a accepté la demande").count() == 1


def test_no_wants_a_reason_and_more_time_is_given_once(client):
    booking = BookingFactory()
    path = link_to(booking).path
    before = client.get(path + "prolonger/").content.decode()
    client.post(path + "prolonger/", {"step": "act", **key()})
    booking.refresh_from_db()
    assert booking.extended_on
    assert f"Prolonger jusqu’au {full_day(booking.expires_on)}" in before
    assert "prolonger/" not in client.get(path).content.decode()
    again = client.post(path + "prolonger/", {"step": "act", **key()}, follow=True)
    assert "déjà été prolongé" in again.content.decode()
    assert client.post(path + "non/", {"step": "act", **key()}).status_code == 200
    client.post(path + "non/", {"step": "act", "reason": "staff", **key()})
    assert state_of(booking) == BookingState.REFUSED


def test_an_agreement_made_by_phone_is_confirmed_in_one_click(client):
    booking = BookingFactory(elsewhere=True)
    path = link_to(booking).path
    client.post(path + "oui/", {"step": "act", **key()})
    booking.refresh_from_db()
    assert booking.host_confirmed_at


def test_an_agreement_that_is_wrong_is_contested_in_words_that_reach_the_teacher(client):
    booking = BookingFactory(elsewhere=True)
    path = link_to(booking).path
    assert "Signaler une erreur" in client.get(path).content.decode()
    words = {"message": "Nous avons dit 20 élèves.", **key()}
    read = client.post(path + "erreur/", {"step": "preview", **words}).content.decode()
    assert "Erreur signalée" in read and "Nous avons dit 20 élèves." in read
    assert not Notice.objects.filter(kind="booking.contested").exists()
    client.post(path + "erreur/", {"step": "act", **words})
    booking.refresh_from_db()
    assert booking.is_confirmed_by_phone_only
    told = Notice.objects.get(kind="booking.contested")
    assert told.recipient_email == booking.teacher.email
    client.post(path + "oui/", {"step": "act", **key()})
    assert "erreur/" not in client.get(path).content.decode()


def test_once_confirmed_the_page_leads_to_the_contract(client):
    booking = BookingFactory(elsewhere=True)
    contract = contracts.create_for(SYSTEM, booking)
    link = link_to(booking)
    fill = PersonalLink.objects.about(contract).get(purpose=COMPLETE_PURPOSE)
    assert fill.path not in client.get(link.path).content.decode()
    client.post(link.path + "oui/", {"step": "act", **key()})
    assert fill.path in client.get(link.path).content.decode()
    links.revoke(SYSTEM, fill)
    assert "envoyé par courriel" in client.get(link.path).content.decode()


def test_the_offer_typed_for_a_company_is_published_by_its_button(client):
    offer = OfferFactory(state=OfferState.TO_CONFIRM, on_behalf=True)
    SlotFactory(offer=offer)
    path = confirm_link(SYSTEM, offer, Address(offer.contact_email)).path
    assert offer.host_name in client.get(path).content.decode()
    offer.refresh_from_db()
    assert offer.state == OfferState.TO_CONFIRM
    for _ in range(2):
        assert client.post(path, {"answer": "oui"}).status_code == 302
    offer.refresh_from_db()
    assert offer.state == OfferState.PUBLISHED


def test_dead_links_and_links_of_another_purpose_open_nothing(client):
    booking = BookingFactory()
    link = link_to(booking)
    confirm = link.path.replace("/repondre/", "/confirmer/")
    assert client.get(confirm).status_code == 404
    links.revoke(SYSTEM, link)
    assert client.post(link.path + "oui/", {"step": "act", **key()}).status_code == 410
    old = link_to(booking)
    type(old).objects.filter(pk=old.pk).update(valid_until=timezone.now() - dt.timedelta(days=1))
    assert client.post(old.path + "oui/", {"step": "act", **key()}).status_code in (200, 410)
    assert state_of(booking) == BookingState.SENT


def key():
    return {"form_key": "5b7e6c0e-5f0b-4a9b-9c61-0e9a1a6e7d10"}
