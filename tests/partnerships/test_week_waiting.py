"""Beyond the weekly ceiling of a company one waits: served in the order of asking."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.enums import Role
from directory.violations import Refused
from partnerships.enums import BookingState, CancelReason, WaitState
from partnerships.models import Booking, ContactCeiling, SlotWaiting
from partnerships.rules import Numbers
from partnerships.workflow import answers, bookings, ceilings, waiting
from partnerships.workflow.requests import Wish
from tests.accounts.factories import actor_for
from tests.partnerships.conftest import TODAY, make_world
from tests.partnerships.factories import OfferFactory, SlotFactory
from tests.worlds import shared_world

CLASS = Numbers(girls=12, boys=12, adults=2)
WEEK = dt.timedelta(weeks=1)


@shared_world
def full():
    """A company of 50 persons a week that expects 26; the worlds of three schools, each with a
    slot of its own in that week."""
    worlds = [make_world() for _ in range(4)]
    company = worlds[0].slot.offer.host_company
    for world in worlds[1:]:
        world.slot = SlotFactory(offer=OfferFactory(host_company=company), capacity=60)
    first = worlds[0].ask(numbers=CLASS)
    own = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    answers.accept(own, first, today=TODAY)
    ContactCeiling.objects.create(company=company, persons_per_week=50, said_by="la direction")
    return company, own, Booking.objects.get(pk=first.pk), worlds[1:]


def wait(world, **words):
    wish = Wish(**{"slot": world.slot, "class_group": world.group, "numbers": CLASS} | words)
    return waiting.wait(world.teacher, wish, key=uuid.uuid4(), today=TODAY)


def states():
    return list(SlotWaiting.objects.order_by("pk").values_list("state", flat=True))


def test_one_waits_for_a_full_week_of_a_slot_that_has_seats(full):
    *_, worlds = full
    with pytest.raises(Refused, match="celle du 18 janvier 2027"):
        worlds[0].ask(numbers=CLASS)
    entry = wait(worlds[0])
    assert entry.state == WaitState.WAITING
    with pytest.raises(Refused, match="Aucune semaine ne suffit"):
        wait(worlds[1], numbers=Numbers(girls=49, adults=2))
    with pytest.raises(Refused, match="Il reste assez de places"):
        wait(worlds[1], numbers=Numbers(girls=10, adults=2))


def test_a_cancellation_offers_the_room_in_order_and_holds_it(full):
    company, own, first, worlds = full
    for world in worlds:
        wait(world)
    bookings.cancel(own, first, CancelReason.ACTIVITY)
    # 50 persons: one class of 26, the second would be the 52nd.
    assert states() == [WaitState.OFFERED, WaitState.WAITING, WaitState.WAITING]
    with pytest.raises(Refused, match="il en reste 24 libres"):
        make = make_world()
        make.slot = SlotFactory(offer=OfferFactory(host_company=company))
        make.ask(numbers=CLASS)
    entries = list(SlotWaiting.objects.order_by("pk"))
    waiting.decline(worlds[0].teacher, entries[0])
    assert states() == [WaitState.DECLINED, WaitState.OFFERED, WaitState.WAITING]
    taken = waiting.accept(worlds[1].teacher, entries[1], TODAY)
    assert taken.booking.state == BookingState.SENT
    answers.accept(own, taken.booking, today=TODAY)
    assert states()[2] == WaitState.WAITING


def test_a_smaller_class_passes_when_only_it_fits(full):
    company, own, first, worlds = full
    wait(worlds[0])
    wait(worlds[1], numbers=Numbers(girls=23, adults=2))
    ceilings.set_ceiling(own, company, None, persons_per_week=51)
    assert states() == [WaitState.WAITING, WaitState.OFFERED]


def test_a_wider_or_lifted_ceiling_serves_who_waits(full):
    company, own, first, worlds = full
    for world in worlds[:2]:
        wait(world)
    ceilings.set_ceiling(own, company, None, persons_per_week=52)
    assert states() == [WaitState.OFFERED, WaitState.WAITING]
    ceilings.set_ceiling(own, company, None)
    assert states() == [WaitState.OFFERED, WaitState.OFFERED]


def test_the_tick_finds_room_that_another_floor_gave_back(full):
    company, own, first, worlds = full
    wait(worlds[0])
    Booking.objects.filter(pk=first.pk).update(state=BookingState.EXPIRED, seats_held=0)
    assert waiting.advance(TODAY) == 1
    assert states() == [WaitState.OFFERED]


def test_the_page_of_a_request_leads_to_the_list_with_what_was_typed(client, full):
    *_, worlds = full
    world = worlds[0]
    client.force_login(world.teacher.user)
    data = {"class_group": world.group.pk, "girls": 12, "boys": 12, "adults": 2}
    data |= {"form_key": uuid.uuid4(), "step": "review"}
    url = reverse("partnerships:request", args=[world.slot.pk])
    page = client.post(url, data).content.decode()
    door = reverse("partnerships:wait", args=[world.slot.pk])
    assert "Prochaine semaine libre" in page and f'formaction="{door}"' in page
    assert client.post(door, data).status_code == 302
    assert SlotWaiting.objects.get().girls == 12
