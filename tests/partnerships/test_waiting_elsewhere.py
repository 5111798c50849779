"""Waiting beyond the requests of the month, and after the choice of a slot on selection."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.enums import Role
from directory.violations import Refused
from outbox.models import Notice
from partnerships.enums import BookingState, CancelReason, RefusalReason, WaitState
from partnerships.models import Booking, ContactCeiling, SlotWaiting
from partnerships.workflow import answers, bookings, waiting
from partnerships.workflow.requests import Wish
from tests.accounts.factories import actor_for
from tests.partnerships.conftest import CLASS_OF_24, TODAY, make_world
from tests.partnerships.factories import OfferFactory, SlotFactory
from tests.worlds import shared_world

DECEMBER = dt.date(2026, 12, 1)
AFTER = dt.date(2027, 1, 5)


def states():
    return list(SlotWaiting.objects.order_by("pk").values_list("state", flat=True))


def wait(world, slot=None):
    wish = Wish(slot=slot or world.slot, class_group=world.group, numbers=CLASS_OF_24)
    return waiting.wait(world.teacher, wish, key=uuid.uuid4(), today=TODAY)


# --- Requests of the month ---------------------------------------------------------------


@shared_world
def limited():
    """A company of one request a month that has had it; three more schools, a slot each."""
    worlds = [make_world() for _ in range(4)]
    company = worlds[0].slot.offer.host_company
    ContactCeiling.objects.create(company=company, per_month=1, said_by="la direction")
    for world in worlds[1:]:
        world.slot = SlotFactory(offer=OfferFactory(host_company=company))
    worlds[0].ask()
    return company, worlds[1:]


def test_beyond_the_month_one_waits_and_is_served_in_order_by_the_next(limited, time_machine):
    _, worlds = limited
    with pytest.raises(Refused, match="reçoit au plus une demande par mois"):
        worlds[0].ask()
    # Asked in the other order than the slots were made.
    for world in (worlds[1], worlds[0]):
        assert wait(world).state == WaitState.WAITING
    assert waiting.advance(TODAY) == 0
    time_machine.move_to("2026-12-01 08:00+01:00")
    assert waiting.advance(DECEMBER) == 1
    assert states() == [WaitState.OFFERED, WaitState.WAITING]
    # What is offered is the request of the month: nobody else asks, nobody is offered more.
    with pytest.raises(Refused, match="reçoit au plus une demande par mois"):
        worlds[2].ask(today=DECEMBER)
    assert waiting.advance(DECEMBER) == 0
    entry = waiting.accept(worlds[1].teacher, SlotWaiting.objects.order_by("pk").first(), DECEMBER)
    assert entry.booking.state == BookingState.SENT
    assert waiting.advance(DECEMBER) == 0


def test_one_does_not_wait_for_a_month_that_comes_too_late(limited):
    company, worlds = limited
    soon = SlotFactory(
        offer=OfferFactory(host_company=company), starts_on=dt.date(2026, 11, 30), capacity=30
    )
    with pytest.raises(Refused, match="reçoit au plus une demande par mois"):
        wait(worlds[0], soon)


def test_a_wider_ceiling_serves_at_once(limited):
    company, worlds = limited
    wait(worlds[0])
    own = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    from_two = ContactCeiling.objects.get(company=company)
    from_two.delete()
    waiting.advance(TODAY)
    assert states() == [WaitState.OFFERED]
    assert own.company_ids == {company.pk}


def test_the_page_of_the_offer_proposes_to_wait(client, limited):
    _, worlds = limited
    client.force_login(worlds[0].teacher.user)
    page = client.get(reverse("partnerships:offer", args=[worlds[0].slot.offer_id]))
    assert reverse("partnerships:wait", args=[worlds[0].slot.pk]) in page.content.decode()


# --- A slot on selection -----------------------------------------------------------------


@pytest.fixture
def chosen(db, time_machine):
    """One class chosen among three on a slot of 30; the two others wait."""
    worlds = [make_world() for _ in range(3)]
    slot = SlotFactory(selection=True, starts_on=dt.date(2027, 1, 18), capacity=60)
    rows = [world.ask(slot=slot) for world in worlds]
    own = actor_for(Role.COMPANY_REPRESENTATIVE, company=slot.offer.host_company)
    time_machine.move_to("2027-01-12 08:00+01:00")
    day = dt.date(2027, 1, 12)
    answers.accept(own, rows[0], today=day)
    for row in rows[1:]:
        answers.refuse(own, row, RefusalReason.OTHER_CHOSEN)
    return own, slot, worlds, Booking.objects.get(pk=rows[0].pk), day


def test_refused_for_another_class_one_waits_and_is_told(chosen):
    *_, worlds, first, day = chosen
    assert states() == [WaitState.WAITING] * 2
    # There are seats left: yet the company has chosen, nothing is offered.
    assert waiting.advance(day) == 0
    assert SlotWaiting.objects.order_by("pk").first().class_group == worlds[1].group
    assert Notice.objects.filter(kind="booking.refused").count() == 2


def test_the_chosen_class_withdraws_and_the_next_alone_is_proposed(chosen):
    own, slot, worlds, first, day = chosen
    bookings.cancel(worlds[0].teacher, first, CancelReason.TRANSPORT)
    assert states() == [WaitState.OFFERED, WaitState.WAITING]
    entry = SlotWaiting.objects.order_by("pk").first()
    assert entry.held_until == dt.date(2027, 1, 15)
    # Past the last day of requests it still takes the place, and the host answers.
    taken = waiting.accept(worlds[1].teacher, entry, day).booking
    assert (taken.state, taken.seats_held) == (BookingState.SENT, 24)
    answers.accept(own, taken, today=day)
    slot.refresh_from_db()
    assert (slot.seats_taken, states()[1]) == (24, WaitState.WAITING)


def test_what_the_next_leaves_goes_to_the_one_after(chosen):
    _, slot, worlds, first, _ = chosen
    bookings.cancel(worlds[0].teacher, first, CancelReason.TRANSPORT)
    waiting.decline(worlds[1].teacher, SlotWaiting.objects.order_by("pk").first())
    assert states() == [WaitState.DECLINED, WaitState.OFFERED]
    waiting.decline(worlds[2].teacher, SlotWaiting.objects.order_by("pk").last())
    slot.refresh_from_db()
    assert slot.seats_taken == 0


def test_when_the_host_gives_up_nobody_is_proposed(chosen):
    own, _, _, first, _ = chosen
    bookings.cancel(own, first, CancelReason.ACTIVITY)
    assert states() == [WaitState.WAITING] * 2


def test_another_reason_keeps_nobody(db):
    world = make_world(selection=True)
    row = world.ask()
    own = actor_for(Role.COMPANY_REPRESENTATIVE, company=world.slot.offer.host_company)
    answers.refuse(own, row, RefusalReason.LEVEL)
    assert not SlotWaiting.objects.exists()
