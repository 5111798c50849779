"""Waiting lists under real concurrency (R-CEE-6): nothing oversold, order respected."""

import datetime as dt
import random
import uuid
from functools import partial

import pytest

from directory.violations import Refused
from partnerships import seats
from partnerships.enums import CancelReason, WaitState
from partnerships.models import Booking, ContactCeiling, Slot, SlotWaiting
from partnerships.rules import Numbers
from partnerships.workflow import bookings, waiting
from partnerships.workflow.bookings import Wish
from tests.concurrency.threads import together
from tests.partnerships.conftest import TODAY, make_world
from tests.partnerships.factories import OfferFactory, SlotFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]

FOUR = Numbers(unspecified=4, adults=1)
FIFTY = 50


def held(slot):
    booked = Booking.objects.filter(slot=slot).values_list("seats_held", flat=True)
    offered = SlotWaiting.objects.offered().filter(slot=slot).values_list("seats", flat=True)
    return sum(booked) + sum(offered)


def fresh(slot):
    return Slot.objects.select_related("offer__host_company").get(pk=slot.pk)


def waiter(world, group, slot):
    wish = Wish(slot=slot, class_group=group, numbers=FOUR)
    return partial(waiting.wait, world.teacher, wish, key=uuid.uuid4(), today=TODAY)


def classes_of(world, count):
    """Classes of one school, so that fifty of them cost little."""
    group = world.group
    rows = [
        type(group)(
            school=group.school, school_year=group.school_year, name=f"Rang {n}", level=group.level
        )
        for n in range(count)
    ]
    return type(group).objects.bulk_create(rows)


def test_fifty_at_once_wait_cancel_take_and_leave():
    """Ten classes hold the forty seats; forty others enter the list while the ten give up.

    In the end nothing is oversold, no seat is free that somebody waits for, and whoever was
    offered seats came before everybody who still waits.
    """
    world = make_world(capacity=40)
    groups = classes_of(world, FIFTY)
    booked = [
        world.ask(class_group=group, slot=fresh(world.slot), numbers=FOUR) for group in groups[:10]
    ]
    slot = fresh(world.slot)
    works = [waiter(world, group, slot) for group in groups[10:]]
    works += [
        partial(bookings.cancel, world.teacher, booking, CancelReason.MISTAKE) for booking in booked
    ]
    random.Random(4).shuffle(works)
    results = together(works)
    unexpected = [r for r in results if isinstance(r, Exception) and not isinstance(r, Refused)]
    assert unexpected == []
    entries = list(SlotWaiting.objects.filter(slot=slot).order_by("pk"))
    offered = [entry.pk for entry in entries if entry.state == WaitState.OFFERED]
    left = [entry.pk for entry in entries if entry.state == WaitState.WAITING]
    slot.refresh_from_db()
    assert slot.seats_taken == held(slot) <= 40
    if left:
        assert slot.seats_left < 4 and max(offered) < min(left)


def test_fifty_promotions_at_once_offer_each_seat_once(monkeypatch):
    world = make_world(capacity=40)
    groups = classes_of(world, FIFTY)
    Slot.objects.filter(pk=world.slot.pk).update(seats_taken=40)
    slot = fresh(world.slot)
    entries = [waiter(world, group, slot)() for group in groups[:20]]
    Slot.objects.filter(pk=slot.pk).update(seats_taken=0)
    together([partial(waiting.promote, slot, TODAY)] * FIFTY)
    states = list(SlotWaiting.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["offered"] * 10 + ["waiting"] * 10
    slot.refresh_from_db()
    assert slot.seats_taken == held(slot) == 40
    # Half take, half run out: the ten others are served, in the same order.
    late = dt.date(2026, 12, 1)
    works = [partial(waiting.accept, world.teacher, one, today=TODAY) for one in entries[:5]]
    works += [partial(waiting.expire, one, late) for one in entries[5:10]] * 4
    works += [partial(waiting.promote, slot, TODAY)] * 20
    results = together(works)
    assert not [r for r in results if isinstance(r, Exception)]
    states = list(SlotWaiting.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["accepted"] * 5 + ["expired"] * 5 + ["offered"] * 5 + ["waiting"] * 5
    slot.refresh_from_db()
    assert slot.seats_taken == held(slot) == 40


def test_the_control_without_the_lock_offers_out_of_order_or_twice(monkeypatch):
    """The same fifty promotions with locks and condition off must go wrong."""
    world = make_world(capacity=40)
    groups = classes_of(world, 20)
    Slot.objects.filter(pk=world.slot.pk).update(seats_taken=40)
    slot = fresh(world.slot)
    for group in groups:
        waiter(world, group, slot)()
    Slot.objects.filter(pk=slot.pk).update(seats_taken=0)

    def naive(parent, wanted, **_):
        row = Slot.objects.get(pk=parent.pk)
        if row.seats_taken + wanted > row.capacity:
            return False
        Slot.objects.filter(pk=parent.pk).update(seats_taken=row.seats_taken + wanted)
        return True

    monkeypatch.setattr(seats, "try_hold", naive)
    monkeypatch.setattr(seats, "lock", lambda queryset: list(queryset.order_by("pk")))
    results = together([partial(waiting.promote, slot, TODAY)] * 16)
    offers = [entry.pk for found in results if isinstance(found, list) for entry in found]
    assert len(offers) != len(set(offers)) or len(offers) != 10


def test_the_last_request_of_the_month_goes_to_one_only():
    """A ceiling that lets in one request more: ten promotions and five schools at once."""
    worlds = [make_world(capacity=60) for _ in range(9)]
    company = worlds[0].slot.offer.host_company
    ceiling = ContactCeiling.objects.create(company=company, per_month=1, said_by="la direction")
    for world in worlds[1:]:
        world.slot = fresh(SlotFactory(offer=OfferFactory(host_company=company)))
    worlds[0].ask()
    for world in worlds[1:4]:
        waiter(world, world.group, world.slot)()
    ContactCeiling.objects.filter(pk=ceiling.pk).update(per_month=2)
    works = [partial(waiting.serve, company, TODAY)] * 10
    works += [partial(world.ask, slot=world.slot) for world in worlds[4:]]
    random.Random(4).shuffle(works)
    results = together(works)
    assert not [r for r in results if isinstance(r, Exception) and not isinstance(r, Refused)]
    offered = SlotWaiting.objects.offered().count()
    assert offered + Booking.objects.filter(company=company).count() == 2
