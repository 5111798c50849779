"""Seats under real concurrency (R-CEE-6), with a control that must oversell."""

import datetime as dt
import random
import time
import uuid
from functools import partial

import pytest
from celery import current_app
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse

from directory.violations import Refused
from outbox import doorbell
from outbox.models import Notice
from partnerships import seats
from partnerships.enums import BookingState, CancelReason, RefusalReason
from partnerships.models import Booking, Slot
from partnerships.rules import Numbers
from partnerships.workflow import bookings
from tests.concurrency.threads import together
from tests.partnerships.conftest import TODAY, host_of, make_world
from tests.partnerships.factories import SlotFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]

EIGHT = Numbers(unspecified=8, adults=1)


def worlds(count, **slot):
    """Teachers of different schools before the same slot."""
    first = make_world(**slot)
    others = [make_world() for _ in range(count - 1)]
    for other in others:
        other.slot = first.slot
    return [first, *others]


def sold(slot):
    """(seats of the counter, seats of the bookings): equal, and not above the capacity."""
    slot.refresh_from_db()
    held = Booking.objects.filter(slot=slot).aggregate(sum=Sum("seats_held"))["sum"] or 0
    return slot.seats_taken, held


def kinds_of(results):
    return sorted(type(result).__name__ for result in results)


def test_sixteen_teachers_at_once_and_eight_groups_fit():
    people = worlds(16, capacity=64)
    results = together([partial(one.ask, numbers=EIGHT) for one in people])
    assert kinds_of(results) == ["Booking"] * 8 + ["Refused"] * 8
    assert sold(people[0].slot) == (64, 64)


def test_the_control_without_lock_and_condition_oversells(monkeypatch):
    """The same sixteen threads: else the test above would prove nothing."""

    def naive(parent, wanted, **_):
        slot = Slot.objects.get(pk=parent.pk)
        if slot.seats_taken + wanted > slot.capacity:
            return False
        time.sleep(0.05)
        slot.seats_taken += wanted
        slot.save(update_fields=["seats_taken"])
        return True

    monkeypatch.setattr(seats, "try_hold", naive)
    monkeypatch.setattr(seats, "lock", lambda queryset: list(queryset.order_by("pk")))
    people = worlds(16, capacity=64)
    together([partial(one.ask, numbers=EIGHT) for one in people])
    taken, held = sold(people[0].slot)
    assert held > 64 >= taken


def test_two_teachers_on_the_last_seats():
    people = worlds(2, capacity=30)
    results = together([one.ask for one in people])
    assert kinds_of(results) == ["Booking", "Refused"]
    (refusal,) = (result for result in results if isinstance(result, Refused))
    assert "6 places" in refusal.message
    assert sold(people[0].slot) == (24, 24)


def test_a_double_click_makes_one_booking():
    world = make_world(capacity=240)
    key = uuid.uuid4()
    results = together([partial(world.ask, key=key)] * 8)
    assert {result.pk for result in results} == {Booking.objects.get().pk}
    assert sold(world.slot) == (24, 24)


def test_r_cee_6_three_hosts_accept_the_same_group_at_once():
    for _ in range(3):
        world = make_world()
        asked = [world.ask(slot=SlotFactory()) for _ in range(3)]
        hosts = [host_of(booking) for booking in asked]
        together(
            [
                partial(bookings.accept, host, booking, today=TODAY)
                for host, booking in zip(hosts, asked, strict=True)
            ]
        )
        states = Booking.objects.filter(class_group=world.group).values_list("state", flat=True)
        assert sorted(states) == ["accepted", "withdrawn", "withdrawn"]
        for booking in asked:
            assert len(set(sold(booking.slot))) == 1


def test_r_cee_6_a_fourth_request_sent_at_the_same_moment_is_refused():
    world = make_world()
    slots = [SlotFactory(starts_on=dt.date(2027, 1, 11)) for _ in range(6)]
    results = together([partial(world.ask, slot=slot) for slot in slots])
    assert kinds_of(results) == ["Booking"] * 3 + ["Refused"] * 3


def test_a_crowd_that_asks_answers_cancels_and_resizes_leaves_true_counters():
    """Twelve threads on four slots and six groups: no deadlock escapes, nothing is oversold."""
    people = [make_world() for _ in range(6)]
    days = [dt.date(2027, 1, 11) + dt.timedelta(weeks=week) for week in range(4)]
    slots = [SlotFactory(starts_on=day, capacity=40) for day in days]
    results = together([partial(crowd, people, slots, seed) for seed in range(12)])
    assert [result for result in results if isinstance(result, Exception)] == []
    for slot in slots:
        taken, held = sold(slot)
        assert taken == held <= slot.capacity
    for one in people:
        taken = Booking.objects.taken().filter(class_group=one.group)
        assert all(not taken.overlapping(b.starts_on, b.ends_on).exclude(pk=b.pk) for b in taken)


def crowd(people, slots, seed):
    chance = random.Random(seed)
    for _ in range(12):
        one = chance.choice(people)
        mine = Booking.objects.filter(class_group=one.group, state__in=["sent", "accepted"])
        booking = mine.order_by("?").first()
        acts = [partial(one.ask, slot=chance.choice(slots), numbers=EIGHT)]
        if booking:
            host = host_of(booking)
            acts += [
                partial(bookings.accept, host, booking, today=TODAY),
                partial(bookings.refuse, host, booking, RefusalReason.STAFF),
                partial(bookings.cancel, one.teacher, booking, CancelReason.MISTAKE),
            ]
        try:
            chance.choice(acts)()
        except Refused:
            continue


def test_two_ticks_at_once_expire_a_request_once():
    world = make_world()
    booking = world.ask()
    late = booking.expires_on + dt.timedelta(days=1)
    results = together([partial(bookings.advance, late)] * 6)
    assert sum(results) >= 1
    booking.refresh_from_db()
    assert booking.state == BookingState.EXPIRED
    assert sold(world.slot) == (0, 0)


def test_redis_down_while_a_booking_is_made_loses_nothing(client, monkeypatch):
    """The request answers, the booking and its mail are in the database."""
    dead = "redis://127.0.0.1:1/0"
    monkeypatch.setattr(current_app.conf, "broker_url", dead)
    monkeypatch.setattr(current_app.conf, "broker_write_url", dead)
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)
    world = make_world()
    client.force_login(world.teacher.user)
    path = reverse("partnerships:request", args=[world.slot.pk])
    assert client.get(path).status_code == 200
    started = time.monotonic()
    booking = world.ask()
    assert time.monotonic() - started < 5
    with transaction.atomic():
        doorbell.ring_on_commit()
    assert doorbell._quiet_until > 0, "the bell was really rung at a dead broker"
    assert Notice.objects.filter(recipient_email=booking.contact_email, state="planned").exists()
    assert sold(world.slot) == (24, 24)
