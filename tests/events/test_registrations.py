"""Registrations to an event (R-EV-3): proved, seated, waiting, offered, moved, ended."""

import datetime as dt
import uuid
from functools import partial

import icalendar
import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from events import calendar
from events.enums.registration import EntryState, Policy
from events.models import Registration, Session, SessionEntry
from events.registration_page import why_waits
from events.workflow import events, registration_seats, registration_sizes, registrations
from outbox.models import Notice
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, DepartmentFactory, SchoolFactory
from tests.events.registration_world import make_world

pytestmark = pytest.mark.django_db

C, W, P, D, X, E = (
    EntryState.CONFIRMED, EntryState.WAITLISTED, EntryState.OFFERED, EntryState.DECLINED,
    EntryState.CANCELLED, EntryState.EXPIRED,
)  # fmt: skip


def told(kind):
    return Notice.objects.filter(kind=f"events.{kind}").count()


def test_a_visitor_holds_nothing_before_the_click_of_the_mail():
    world = make_world(capacity=1)
    row = world.ask()
    assert row.proved_at is None and not row.entries.exists()
    assert told("registration_to_confirm") == 1
    assert world.now().seats_taken == 0
    registrations.prove(world.holder(row), row)
    registrations.prove(world.holder(row), row)
    assert world.states() == [C] and world.now().seats_taken == 1
    assert told("registration_settled") == 1


def test_nobody_proves_the_registration_of_another():
    world = make_world()
    row, other = world.ask(), world.ask(world.wish("Max Petit"))
    with pytest.raises(Refused, match="autre personne"):
        registrations.prove(world.holder(other), row)


def test_who_has_an_account_is_settled_at_once():
    world = make_world()
    teacher = actor_for(Role.TEACHER)
    group = ClassGroupFactory(school=SchoolFactory())
    wish = world.group("3e B", 24, adults=2, email=teacher.user.email, class_group=group,
                       school=group.school)  # fmt: skip
    world.event.sessions.update(capacity=30)
    row = world.ask(wish, teacher)
    assert world.entry(row).state == C and world.now().seats_taken == 26
    assert row.user == teacher.user and str(group) in row.label
    assert JournalEntry.objects.filter(verb="s’est inscrit à un événement").count() == 1


def test_the_same_form_sent_twice_registers_once():
    world = make_world()
    actor, wish, key = actor_for(Role.TEACHER), world.wish(), uuid.uuid4()
    first = registrations.deposit("", actor, wish, key=key)
    assert registrations.deposit("", actor, wish, key=key) == first
    assert Registration.objects.count() == 1


def test_one_address_registers_once_to_a_session():
    world = make_world(capacity=5)
    world.come()
    again = world.ask()
    with pytest.raises(Refused, match="déjà inscrite"):
        registrations.prove(world.holder(again), again)
    assert world.now().seats_taken == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        SessionEntry.objects.create(
            registration=again, session=world.session, who="lea@exemple.fr", seats=1, state=C
        )
        SessionEntry.objects.create(
            registration=again, session=world.session, who="lea@exemple.fr", seats=1, state=W
        )


def test_who_comes_when_it_is_full_waits_and_is_called_when_a_place_is_left():
    world = make_world(capacity=2)
    one, two = world.seated("Ana A"), world.seated("Bob B")
    three, four = world.seated("Cyd C"), world.seated("Dan D")
    assert world.states() == [C, C, W, W]
    registrations.act(world.holder(one.registration), one, "cancel")
    assert world.states() == [X, C, P, W] and world.now().seats_taken == 2
    assert told("entry_offered") == 1
    registrations.act(world.holder(three.registration), three, "accept")
    registrations.act(world.holder(three.registration), three, "accept")
    assert world.states() == [X, C, C, W]
    registrations.act(world.holder(two.registration), two, "cancel")
    registrations.act(world.holder(four.registration), four, "leave")
    assert world.states() == [X, X, C, D] and world.now().seats_taken == 1


def test_an_offer_without_an_answer_goes_to_the_next():
    world = make_world(capacity=1, hold_hours=24)
    one, _, _ = world.seated("Ana A"), world.seated("Bob B"), world.seated("Cyd C")
    registrations.act(world.holder(one.registration), one, "cancel")
    assert world.states() == [X, P, W]
    registrations.advance(timezone.now() + dt.timedelta(hours=23))
    assert world.states() == [X, P, W]
    late = timezone.now() + dt.timedelta(hours=25)
    registrations.advance(late)
    registrations.advance(late)
    assert world.states() == [X, E, P] and world.now().seats_taken == 1


@pytest.mark.parametrize(
    ("policy", "states"),
    [
        (Policy.STRICT, [X, W, W, W]),
        (Policy.FIRST_FIT, [X, W, P, P]),
        (Policy.ORGANISER, [X, W, W, W]),
    ],
)
def test_who_is_called_when_a_class_does_not_fit(policy, states):
    world = make_world(capacity=5, policy=policy)
    one = world.seated("Groupe", 5)
    world.seated("Classe", 6), world.seated("Ana A"), world.seated("Bob B")
    registrations.act(world.holder(one.registration), one, "cancel")
    assert world.states() == states
    # Called again, nothing more moves: one function, idempotent.
    registrations.promote(world.now())
    registrations.promote(world.now())
    assert world.states() == states


def test_a_class_is_passed_so_often_and_no_more():
    world = make_world(capacity=4, most_passes=1)
    one = world.seated("Groupe", 4)
    big = world.seated("Classe", 5)
    world.seated("Ana A"), world.seated("Bob B")
    registrations.act(world.holder(one.registration), one, "cancel")
    assert world.states() == [X, W, P, W]
    big.refresh_from_db()
    assert big.passed == 1
    waits = SessionEntry.objects.for_lists().last()
    assert "gardées pour une inscription plus ancienne de 5 personnes" in why_waits(waits)
    # Who comes now is not served before them either.
    assert world.seated("Cyd C").state == W


def test_a_larger_room_calls_the_list_and_a_smaller_one_is_refused():
    world = make_world(capacity=1)
    world.seated("Ana A"), world.seated("Bob B"), world.seated("Cyd C")
    registrations.set_capacity(world.organiser, world.session, 2)
    assert world.states() == [C, P, W]
    with pytest.raises(Refused, match="au moins 2"):
        registrations.set_capacity(world.organiser, world.session, 1)
    registrations.set_capacity(world.organiser, world.session, None)
    assert world.states() == [C, P, P]
    other = actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="34"))
    with pytest.raises(Refused, match="pas ouverte"):
        registrations.set_capacity(other, world.session, 50)


def test_the_organiser_decides_when_the_event_says_so():
    world = make_world(capacity=1, reviews=True)
    ana, bob, cyd = (world.seated(name) for name in ("Ana A", "Bob B", "Cyd C"))
    assert world.states() == [EntryState.REQUESTED] * 3 and world.now().seats_taken == 0
    with pytest.raises(Refused, match="pas ouverte"):
        registrations.act(world.holder(ana.registration), ana, "confirm")
    registrations.act(world.organiser, ana, "confirm")
    with pytest.raises(Refused, match="plus assez de places"):
        registrations.act(world.organiser, bob, "confirm")
    registrations.act(world.organiser, bob, "wait")
    registrations.act(world.organiser, cyd, "refuse", "Réservé aux lycéens.")
    assert world.states() == [C, W, D] and told("entry_declined") == 1


def test_the_organiser_chooses_who_is_called():
    world = make_world(capacity=1, policy=Policy.ORGANISER)
    ana, bob, cyd = (world.seated(name) for name in ("Ana A", "Bob B", "Cyd C"))
    with pytest.raises(Refused, match="plus assez de places"):
        registrations.act(world.organiser, cyd, "offer")
    registrations.act(world.organiser, ana, "cancel", "Absence annoncée")
    registrations.act(world.organiser, cyd, "offer")
    assert world.states() == [X, W, P]
    with pytest.raises(Refused, match="pas ouverte"):
        registrations.act(world.holder(bob.registration), bob, "offer")


def test_a_stranger_may_do_nothing_to_an_entry():
    world = make_world()
    entry = world.seated("Ana A")
    other = world.seated("Bob B")
    for actor in (
        actor_for(Role.TEACHER),
        actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="34")),
        world.holder(other.registration),
        Actor.anonymous(),
    ):
        with pytest.raises(Refused):
            registrations.act(actor, entry, "cancel")
        assert not SessionEntry.objects.visible_to(actor).filter(pk=entry.pk).exists()
    assert SessionEntry.objects.visible_to(world.organiser).count() == 2


def test_a_registration_moves_to_another_session_or_not_at_all():
    world = make_world(capacity=1)
    entry = world.seated("Ana A")
    world.seated("Bob B")
    full, free = world.more(capacity=1), world.more(capacity=1, hours=48)
    world.come(world.wish("Cyd C", sessions=[full]))
    holder = world.holder(entry.registration)
    with pytest.raises(Refused, match="plus assez de places"):
        registrations.transfer(holder, entry, full)
    registrations.transfer(holder, entry, free)
    entry.refresh_from_db()
    assert entry.session == free and entry.sequence == 1
    # Whoever waited for the former session is offered its place.
    assert world.states() == [P]
    assert list(Session.objects.order_by("pk").values_list("seats_taken", flat=True)) == [1] * 3


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"registration_opens_at": dt.timedelta(days=1)}, "ouvrent le"),
        ({"registration_closes_at": dt.timedelta(days=-1)}, "closes"),
        ({"state": "closed"}, "plus ouvert"),
    ],
)
def test_registrations_have_their_dates(change, words):
    world = make_world()
    for name, value in change.items():
        is_delay = isinstance(value, dt.timedelta)
        setattr(world.event, name, timezone.now() + value if is_delay else value)
    world.event.save()
    with pytest.raises(Refused, match=words):
        world.ask()


def test_a_cancelled_session_is_told_to_all_who_were_to_come():
    world = make_world(capacity=1)
    entry = world.seated("Ana A")
    world.seated("Bob B")
    registrations.end_all(world.organiser, [world.session], "Salle fermée")
    assert world.states() == [X, X] and world.now().seats_taken == 0
    assert told("entry_cancelled") == 2
    entry = SessionEntry.objects.for_lists().get(pk=entry.pk)
    file = icalendar.Calendar.from_ical(calendar.calendar_of([entry], cancellation=True))
    (event,) = file.walk("VEVENT")
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)
    assert event["uid"] == f"inscription-{entry.pk}@passerelle"


def test_what_was_called_off_while_one_typed_takes_nobody():
    """The form, and the rows that it read, are of before."""
    world = make_world(capacity=5)
    first, typed = world.ask(), world.wish("Bob B")
    events.act(world.organiser, world.event, "cancel", "Grève")
    for late in (partial(world.ask, typed, world.organiser), partial(world.come, typed)):
        with pytest.raises(Refused, match="n’est plus ouvert"):
            late()
    with pytest.raises(Refused, match="n’est plus ouvert"):
        registrations.prove(world.holder(first), first)
    typed = make_world(capacity=5)
    wish = typed.wish("Bob B")
    Session.objects.filter(pk=typed.session.pk).update(cancelled_at=timezone.now())
    with pytest.raises(Refused, match="n’est plus ouvert"):
        typed.ask(wish, typed.organiser)


def test_the_calendar_of_a_registration_follows_its_session():
    world = make_world()
    entry = world.seated("Ana A")

    def read():
        row = SessionEntry.objects.for_lists().get(pk=entry.pk)
        (event,) = icalendar.Calendar.from_ical(calendar.calendar_of([row])).walk("VEVENT")
        return event["uid"], event["sequence"], event["status"]

    uid, first, status = read()
    assert status == "CONFIRMED"
    Session.objects.update(sequence=1)
    registrations.tell_moved([world.now()])
    registrations.tell_moved([world.now()])
    assert read() == (uid, first + 1, "CONFIRMED") and told("entry_moved") == 1


def test_forms_that_nobody_confirmed_are_destroyed():
    world = make_world()
    world.ask(), world.seated("Bob B")
    registrations.advance(timezone.now() + dt.timedelta(days=16))
    assert [row.name for row in Registration.objects.all()] == ["Bob B"]


def test_one_address_of_the_network_sends_so_many_forms(settings):
    world = make_world()
    for number in range(registrations.PER_ADDRESS):
        world.ask(world.wish(email="a@exemple.fr"), visitor=f"192.0.2.{number}")
    with pytest.raises(Refused, match="Trop d’inscriptions"):
        world.ask(world.wish(email="a@exemple.fr"), visitor="192.0.2.99")


def test_the_policy_of_the_shared_promotion_is_that_of_the_rules():
    world = make_world(capacity=6, most_passes=2)
    first = world.seated("Tous", 6)
    seats = (7, 2, 9, 2, 1, 1)
    for number, count in enumerate(seats):
        world.seated(f"G{number} G", count)
    registrations.act(world.holder(first.registration), first, "cancel")
    # Seven is passed twice (2, 2), then nobody passes it any more.
    assert world.states() == [X, W, P, W, P, W, W]
    assert registration_seats.call(world.now()) == []


def test_two_sessions_at_once_are_refused_and_a_group_needs_an_adult():
    world = make_world()
    same = world.more(hours=1)
    with pytest.raises(Refused, match="en même temps"):
        world.ask(world.wish(sessions=[world.now(), same]))
    with pytest.raises(Refused, match="au moins un adulte"):
        world.ask(world.group("3e B", 20, adults=0))


def test_a_group_that_grows_takes_free_seats_and_one_that_shrinks_serves_who_waits():
    world = make_world(capacity=10)
    entry = world.seated("3e B", 8)
    holder, row = world.holder(entry.registration), entry.registration
    registration_sizes.resize(holder, row, 8, 2)
    assert world.now().seats_taken == 10
    with pytest.raises(Refused, match="pas assez de places libres"):
        registration_sizes.resize(holder, row, 9, 2)
    world.seated("Ana A")
    with pytest.raises(Refused, match="au moins un adulte"):
        registration_sizes.resize(holder, row, 5, 0)
    registration_sizes.resize(holder, row, 5, 2)
    assert world.states() == [C, P] and world.now().seats_taken == 8
    # Seats that somebody waits for are not taken by who has some already.
    world.seated("Groupe", 9)
    with pytest.raises(Refused, match="pas assez de places libres"):
        registration_sizes.resize(holder, row, 6, 2)
    with pytest.raises(Refused, match="pas ouverte"):
        registration_sizes.resize(actor_for(Role.TEACHER), row, 1, 1)
