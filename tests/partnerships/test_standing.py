"""What every personal link says of where things stand (R-AG-4): no dead end."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.models import PersonalLink
from partnerships.enums import BookingState, OfferState
from partnerships.models import Booking
from partnerships.workflow import bookings
from partnerships.workflow.people import Address, answer_link, confirm_link
from partnerships.workflow.tables import SYSTEM
from tests.partnerships.conftest import TODAY, host_of
from tests.partnerships.contract_world import make_contract_world
from tests.partnerships.factories import BookingFactory, OfferFactory

pytestmark = pytest.mark.django_db


def shown(client, link, status=200):
    response = client.get(link.path)
    assert response.status_code == status
    return response.content.decode()


def expired(link):
    before = timezone.now() - dt.timedelta(days=1)
    PersonalLink.objects.filter(pk=link.pk).update(valid_until=before)
    return link


def link_to(booking):
    return answer_link(SYSTEM, booking, Address(booking.contact_email, "Camille Martin"))


def test_a_request_says_who_is_awaited_until_when_and_whom_to_call(client):
    booking = BookingFactory(class_group__school__phone="05 61 00 01 00")
    page = shown(client, link_to(booking))
    assert "répond jusqu’au 7 décembre 2026" in page
    assert "05 61 00 01 00" in page and str(booking.teacher) in page


def test_once_answered_it_says_what_i_did_and_where_the_contract_is(client):
    booking = BookingFactory()
    bookings.accept(host_of(booking), booking, today=TODAY)
    page = shown(client, link_to(booking))
    assert "Vous avez accepté la demande le" in page
    assert "La convention se prépare" in page


@pytest.mark.parametrize("state", [BookingState.REFUSED, BookingState.CANCELLED, "expired"])
def test_what_is_over_is_said(client, state):
    booking = BookingFactory(state=state)
    assert "Rien n’est attendu de vous" in shown(client, link_to(booking))


def test_an_expired_link_still_says_where_it_stands_and_nothing_more(client):
    booking = BookingFactory(needs="Un fauteuil roulant")
    page = shown(client, expired(link_to(booking)), 410)
    assert "répond jusqu’au" in page and "M’envoyer un nouveau lien" in page
    assert "Un fauteuil roulant" not in page and "oui/" not in page


def test_a_revoked_link_says_nothing(client):
    link = link_to(BookingFactory())
    PersonalLink.objects.filter(pk=link.pk).update(revoked_at=timezone.now())
    assert "Où en est-ce" not in shown(client, link, 410)


def test_the_host_that_completes_sees_the_signatures_and_takes_its_copy(client):
    world = make_contract_world()
    assert "document.pdf" not in shown(client, world.fill_link)
    assert client.get(f"{world.fill_link.path}document.pdf").status_code == 404
    world.in_signature()
    page = shown(client, world.fill_link)
    assert "La convention est à la signature depuis le" in page
    assert "Pour l’établissement" in page and "document.pdf" in page
    copy = client.get(f"{world.fill_link.path}document.pdf")
    assert copy.status_code == 200 and copy.headers["Content-Type"] == "application/pdf"
    assert client.post(f"{world.fill_link.path}document.pdf").status_code == 405


def test_the_branch_and_the_company_of_an_offer_too(client):
    world = make_contract_world(with_officer=False)
    assert "Vous êtes informés de cette demande" in shown(client, world.branch_link)
    offer = OfferFactory(state=OfferState.TO_CONFIRM, on_behalf=True)
    link = confirm_link(SYSTEM, offer, Address(offer.contact_email))
    assert "Votre accord est attendu" in shown(client, link)
    assert "Votre accord est attendu" in shown(client, expired(link), 410)


def test_a_signatory_whose_link_has_expired_reads_the_state(client):
    world = make_contract_world()
    world.in_signature()
    link = world.signatories()["company"].current_link
    page = shown(client, expired(link), 410)
    assert "en cours de signature" in page and "M’envoyer un nouveau lien" in page
    assert Booking.objects.get().state == BookingState.ACCEPTED
