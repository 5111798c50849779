"""Registrations to an event under real concurrency (R-EV-3): exactly the seats, in order."""

import random
import uuid
from functools import partial

import pytest

from accounts.actor import Actor
from directory.violations import Refused
from events.enums.registration import EntryState
from events.models import CheckIn, Registration, Session, SessionEntry
from events.workflow import check_in, registration_gifts, registration_seats, registrations
from partnerships import seats
from tests.concurrency.threads import together
from tests.events.registration_world import make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]

PEOPLE, SEATS, CONNECTIONS = 200, 50, 20


def unproved(world, count):
    """Forms of so many visitors, and the holders of their links."""
    rows = [
        Registration(
            event=world.event, name=f"P{n}", email=f"p{n}@exemple.fr", wanted=[world.session.pk]
        )
        for n in range(count)
    ]
    return Registration.objects.bulk_create(rows)


def prove_all(rows):
    for row in rows:
        actor = Actor(label=row.name, link=_Link(row.email))
        registrations.prove(actor, row)


class _Link:
    def __init__(self, email):
        self.holder_email = email


def share(rows):
    """The people of each connection."""
    return [partial(prove_all, rows[n::CONNECTIONS]) for n in range(CONNECTIONS)]


def held(session):
    rows = SessionEntry.objects.holding().filter(session=session)
    return sum(rows.values_list("seats", flat=True))


def test_two_hundred_people_on_fifty_seats_from_twenty_connections(monkeypatch):
    monkeypatch.setattr(registrations.journal, "record", lambda *args, **kwargs: None)
    world = make_world(capacity=SEATS)
    results = together(share(unproved(world, PEOPLE)))
    assert [one for one in results if one is not None] == []
    session = Session.objects.get(pk=world.session.pk)
    assert session.seats_taken == held(session) == SEATS
    states = world.states()
    assert (states.count("confirmed"), states.count("waitlisted")) == (SEATS, PEOPLE - SEATS)


def test_the_control_without_lock_nor_condition_oversells(monkeypatch):
    """The same with locks and condition off must go wrong, else the test proves nothing."""
    monkeypatch.setattr(registrations.journal, "record", lambda *args, **kwargs: None)
    world = make_world(capacity=10)

    def naive(parent, wanted, **_):
        row = Session.objects.get(pk=parent.pk)
        if row.seats_taken + wanted > row.capacity:
            return False
        Session.objects.filter(pk=parent.pk).update(seats_taken=row.seats_taken + wanted)
        return True

    def unlocked(event, key):
        row = Session.objects.get(pk=key)
        row.event = event
        return row

    monkeypatch.setattr(seats, "try_hold", naive)
    monkeypatch.setattr(registration_seats, "lock_session_of", unlocked)
    monkeypatch.setattr(seats, "lock", lambda queryset: list(queryset.order_by("pk")))
    together(share(unproved(world, 60)))
    assert world.states().count("confirmed") > 10


def test_cancelling_promoting_and_registering_at_once(monkeypatch):
    """In the end the counter tells the truth, nothing is oversold, and nobody who fits waits
    beside a free seat."""
    monkeypatch.setattr(registrations.journal, "record", lambda *args, **kwargs: None)
    world = make_world(capacity=10)
    first = [world.seated(f"A{n} A") for n in range(10)]
    waiting = [world.seated(f"W{n} W") for n in range(10)]
    new = unproved(world, 20)
    works = [
        partial(registrations.act, world.holder(one.registration), one, "cancel") for one in first
    ]
    works += [partial(prove_all, [row]) for row in new]
    works += [partial(registrations.promote, world.session)] * 10
    works += [partial(registrations.set_capacity, world.organiser, world.session, 12)] * 2
    random.Random(7).shuffle(works)
    results = together(works)
    unexpected = [r for r in results if isinstance(r, Exception) and not isinstance(r, Refused)]
    assert unexpected == []
    session = Session.objects.get(pk=world.session.pk)
    assert session.seats_taken == held(session) == 12
    rows = SessionEntry.objects.filter(session=session).order_by("pk")
    # Who comes when nobody waits any more takes a seat at once: offered or confirmed, in order.
    seated = rows.filter(state__in=(EntryState.OFFERED, EntryState.CONFIRMED))
    assert seated.count() == 12 and seated.first().pk == waiting[0].pk
    assert seated.last().pk < rows.waiting().first().pk


def test_a_form_sent_by_two_tabs_at_once_registers_once():
    world = make_world(capacity=5)
    wish, key = world.wish(), uuid.uuid4()
    work = partial(registrations.deposit, "", world.organiser, wish, key=key)
    found = together([work] * 6)
    assert {row.pk for row in found} == {Registration.objects.get().pk}


def test_one_headcount_received_by_many_at_once_counts_once():
    world = make_world(capacity=30)
    entry, key = world.seated("3e B", 25), uuid.uuid4()
    work = partial(check_in.note, world.organiser, entry, 24, key=key)
    found = together([work] * 8)
    assert [one.present for one in found] == [24] * 8
    assert sum(one.is_new for one in found) == 1 == CheckIn.objects.count()


def test_two_confirmations_of_one_gift_make_one_registration():
    world = make_world(capacity=1)
    row = world.seated("Lea Roux").registration
    gift = registration_gifts.propose(
        world.holder(row), row, "Noé Sol", "noe@exemple.fr", key=uuid.uuid4()
    )
    actor = world.holder(gift)
    made = []

    def take():
        made.append(registration_gifts.accept(actor, gift).pk)

    assert together([take] * 6) == [None] * 6
    assert len(made) == 6 and len(set(made)) == 1
    assert (world.now().seats_taken, world.states()) == (1, ["given", "confirmed"])


def test_a_gift_accepted_while_its_place_is_cancelled_sells_it_once():
    world = make_world(capacity=1)
    entry = world.seated("Lea Roux")
    row = entry.registration
    gift = registration_gifts.propose(
        world.holder(row), row, "Noé Sol", "noe@exemple.fr", key=uuid.uuid4()
    )
    actor, giver = world.holder(gift), world.holder(row)
    results = together(
        [
            lambda: registration_gifts.accept(actor, gift),
            lambda: registrations.act(giver, entry, "cancel"),
        ]
    )
    assert sum(isinstance(one, Refused) for one in results) == 1, results
    session = Session.objects.get(pk=world.session.pk)
    assert session.seats_taken == held(session)
