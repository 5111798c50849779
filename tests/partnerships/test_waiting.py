"""The waiting list of a slot: order, offers, deadlines, endings (R-CEE-6)."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink
from directory.violations import Refused
from outbox.models import Notice
from partnerships.enums import CancelReason, OfferKind, WaitEnd, WaitState
from partnerships.models import Booking, SlotWaiting
from partnerships.rules import Numbers
from partnerships.tasks import advance
from partnerships.todo import todos
from partnerships.workflow import bookings, offers, waiting
from partnerships.workflow.bookings import Wish
from partnerships.workflow.tables import WAITING
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, SchoolFactory
from tests.partnerships.conftest import TODAY, host_of, make_world
from tests.partnerships.factories import SlotFactory
from tests.worlds import shared_world

pytestmark = pytest.mark.django_db

TEN = Numbers(unspecified=10, adults=1)


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False)


def wait(world, numbers=None, **words):
    numbers = numbers or Numbers(girls=12, boys=11, unspecified=1, adults=2)
    wish = {"slot": world.slot, "class_group": world.group, "numbers": numbers} | words
    return waiting.wait(world.teacher, Wish(**wish), key=uuid.uuid4(), today=TODAY)


@shared_world
def full():
    """A slot of thirty seats that another class has filled: (its booking, who may wait)."""
    first = make_world(capacity=24)
    booking = first.ask()
    others = [make_world() for _ in range(3)]
    for other in others:
        other.slot = refreshed(first.slot)
    return first, booking, others


def refreshed(slot):
    return type(slot).objects.select_related("offer__host_company").get(pk=slot.pk)


def state(entry):
    entry.refresh_from_db()
    return entry.state


def taken(slot):
    """The counter and what holds it: bookings, and offers to who waits."""
    slot.refresh_from_db()
    held = sum(Booking.objects.filter(slot=slot).values_list("seats_held", flat=True))
    held += sum(SlotWaiting.objects.offered().filter(slot=slot).values_list("seats", flat=True))
    assert slot.seats_taken == held
    return held


def give_up(first, booking):
    bookings.cancel(first.teacher, booking, CancelReason.TRANSPORT)


def test_seats_that_come_free_are_offered_in_order_to_the_first_that_fits(full):
    first, booking, (one, two, three) = full
    entries = [wait(one, Numbers(unspecified=24, adults=2)), wait(two), wait(three, TEN)]
    offers.resize(owner(first.slot), first.slot, 34)
    assert [state(entry) for entry in entries] == ["waiting", "waiting", "offered"]
    give_up(first, booking)
    assert [state(entry) for entry in entries] == ["offered", "waiting", "offered"]
    assert taken(first.slot) == 34


def owner(slot):
    return actor_for(Role.COMPANY_REPRESENTATIVE, company=slot.offer.host_company)


def test_the_offer_is_held_three_days_of_class_then_goes_to_the_next(full):
    first, booking, (one, two, _) = full
    entries = [wait(one), wait(two)]
    give_up(first, booking)
    entries[0].refresh_from_db()
    assert entries[0].held_until == dt.date(2026, 11, 26)
    advance(dt.date(2026, 11, 26))
    assert [state(entry) for entry in entries] == ["offered", "waiting"]
    advance(dt.date(2026, 11, 27))
    assert [state(entry) for entry in entries] == ["expired", "offered"]
    assert taken(first.slot) == 24
    assert told("waiting.expired") == {one.teacher.user.email}
    assert told("waiting.offered") == {one.teacher.user.email, two.teacher.user.email}


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient_email", flat=True))


def test_no_request_passes_before_who_waits(full):
    first, booking, (one, two, _) = full
    wait(one)
    give_up(first, booking)
    two.slot = refreshed(first.slot)
    with pytest.raises(Refused, match="complet"):
        two.ask()


def test_taking_the_seats_makes_the_request_with_what_was_typed(full):
    first, booking, (one, *_) = full
    entry = wait(one, message="Notre projet", needs="Un fauteuil roulant")
    give_up(first, booking)
    for _ in range(2):
        entry = waiting.accept(one.teacher, entry, today=TODAY)
    made = entry.booking
    assert (made.state, made.message, made.needs) == ("sent", "Notre projet", "Un fauteuil roulant")
    assert (made.seats_held, made.teacher, made.headcount) == (24, one.teacher.user, 24)
    assert Booking.objects.filter(class_group=one.group).count() == 1
    assert taken(first.slot) == 24
    assert Notice.objects.filter(kind="booking.requested", subject_id=str(made.pk)).exists()


def test_leaving_the_seats_or_the_list_serves_the_next(full):
    first, booking, (one, two, three) = full
    entries = [wait(one), wait(two), wait(three)]
    waiting.leave(two.teacher, entries[1])
    give_up(first, booking)
    for _ in range(2):
        waiting.decline(one.teacher, entries[0])
    assert [state(entry) for entry in entries] == ["declined", "left", "offered"]
    assert taken(first.slot) == 24


def test_the_head_gives_a_visa_to_seats_taken_by_link(full, client):
    first, booking, (one, *_) = full
    type(one.school).objects.filter(pk=one.school.pk).update(head_visa=True)
    entry = wait(one)
    give_up(first, booking)
    link = PersonalLink.objects.about(entry).get(purpose="attente")
    for page in ("", "prendre/", "laisser/"):
        assert client.get(link.path + page).status_code == 200
    assert state(entry) == WaitState.OFFERED
    assert client.post(link.path + "prendre/", {"form_key": uuid.uuid4()}).status_code == 302
    assert state(entry) == WaitState.ACCEPTED
    assert entry.booking.state == "awaiting_visa"
    assert entry.booking.requested_by == one.teacher.user
    page = client.get(link.path).content.decode()
    assert "la demande est faite" in page and "prendre/" not in page
    assert JournalEntry.objects.filter(link=link, verb="a pris les places proposées").exists()


def test_who_left_the_school_takes_no_seats_by_link(full):
    first, booking, (one, *_) = full
    entry = wait(one)
    give_up(first, booking)
    one.teacher.user.role_assignments.update(ends_on=dt.date(2026, 11, 20))
    link = PersonalLink.objects.about(entry).get(purpose="attente")
    with pytest.raises(Refused, match="votre établissement"):
        waiting.accept(Actor.of_link(link), entry, today=TODAY)
    assert state(entry) == WaitState.OFFERED


def test_past_its_day_an_offer_is_refused(full):
    first, booking, (one, *_) = full
    entry = wait(one)
    give_up(first, booking)
    with pytest.raises(Refused, match="tenues jusqu’au 26"):
        waiting.accept(one.teacher, entry, today=dt.date(2026, 11, 27))


def test_a_list_is_for_full_slots_without_selection(world):
    with pytest.raises(Refused, match="envoyez plutôt une demande"):
        wait(world)
    world.slot = SlotFactory(selection=True, capacity=20)
    with pytest.raises(Refused, match="sur sélection"):
        wait(world)
    world.slot = SlotFactory(capacity=20)
    with pytest.raises(Refused, match="il reste 20 places"):
        wait(world)


def test_a_class_waits_once_and_not_for_what_it_has(full):
    first, _, (one, *_) = full
    wait(one)
    with pytest.raises(Refused, match="attend déjà une place"):
        wait(one)
    first.slot = refreshed(first.slot)
    with pytest.raises(Refused, match="déjà une demande sur ce créneau"):
        wait(first)


@pytest.mark.parametrize("event", ["close", "cancel"])
def test_a_slot_that_is_closed_or_cancelled_closes_its_list(full, event):
    first, booking, (one, two, _) = full
    entries = [wait(one), wait(two)]
    give_up(first, booking)
    offers.move_slot(owner(first.slot), first.slot, event)
    assert [state(entry) for entry in entries] == ["closed", "closed"]
    assert {entry.end_reason for entry in entries} == {WaitEnd.SLOT}
    assert taken(first.slot) == 0
    assert told("waiting.closed") == {one.teacher.user.email, two.teacher.user.email}


def test_an_offer_that_is_closed_closes_the_lists(full):
    first, _, (one, *_) = full
    entry = wait(one)
    offers.close(owner(first.slot), first.slot.offer)
    assert state(entry) == WaitState.CLOSED


def test_closing_an_offer_says_first_that_its_list_ends(full, client):
    first, _, (one, *_) = full
    entry = wait(one)
    client.force_login(owner(first.slot).user)
    address = reverse("partnerships:offer_act", args=[first.slot.offer_id, "close"])
    asked = client.post(address)
    assert "(1 en attente)" in asked.content.decode() and state(entry) == WaitState.WAITING
    client.post(address, {"form_key": asked.context["form"]["form_key"].value()})
    assert state(entry) == WaitState.CLOSED


def test_the_list_of_a_slot_that_begins_is_closed(full, time_machine):
    first, _, (one, *_) = full
    entry = wait(one)
    time_machine.move_to(dt.datetime(2027, 1, 11, 9, tzinfo=dt.UTC), tick=False)
    advance(first.slot.starts_on)
    assert (state(entry), entry.end_reason) == (WaitState.CLOSED, WaitEnd.BEGUN)


def test_a_class_received_elsewhere_leaves_the_lists_and_the_next_is_served(full):
    first, booking, (one, two, _) = full
    entries = [wait(one), wait(two)]
    give_up(first, booking)
    one.slot = SlotFactory(starts_on=dt.date(2027, 1, 18))
    elsewhere = one.ask()
    bookings.accept(host_of(elsewhere), elsewhere, today=TODAY)
    assert [state(entry) for entry in entries] == ["closed", "offered"]
    assert entries[0].end_reason == WaitEnd.ELSEWHERE
    assert taken(first.slot) == 24


def test_promoting_again_changes_nothing(full):
    first, booking, (one, two, _) = full
    entries = [wait(one), wait(two)]
    give_up(first, booking)
    assert [waiting.promote(first.slot, TODAY) for _ in range(3)] == [[], [], []]
    assert [state(entry) for entry in entries] == ["offered", "waiting"]
    assert Notice.objects.filter(kind="waiting.offered").count() == 1


def test_the_tick_offers_what_no_act_has_offered(full):
    first, _, (one, *_) = full
    entry = wait(one)
    type(first.slot).objects.filter(pk=first.slot.pk).update(capacity=48)
    assert advance(TODAY) >= 1
    assert state(entry) == WaitState.OFFERED


def test_a_slot_is_not_shortened_below_its_bookings_and_offers(full):
    first, booking, (one, *_) = full
    with pytest.raises(Refused, match="24 places sont déjà prises"):
        offers.resize(owner(first.slot), first.slot, 23)
    wait(one)
    give_up(first, booking)
    with pytest.raises(Refused, match="24 proposées à la liste d’attente"):
        offers.resize(owner(first.slot), first.slot, 10)
    assert taken(first.slot) == 24


def test_a_company_waits_for_the_visit_of_a_school(db):
    school, company = SchoolFactory(), CompanyFactory()
    slot = SlotFactory(
        capacity=2,
        offer__host_company=None,
        offer__host_school=school,
        offer__kind=OfferKind.SCHOOL_VISIT,
        ends_on=dt.date(2027, 1, 11),
    )
    type(slot).objects.filter(pk=slot.pk).update(seats_taken=2)
    slot = refreshed(slot)
    actor = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    wish = Wish(slot=slot, guest_company=company, numbers=Numbers(adults=2))
    entry = waiting.wait(actor, wish, key=uuid.uuid4(), today=TODAY)
    assert (entry.guest, entry.school, entry.seats) == (company, None, 2)


# state → event → who may; what is not here is refused to everybody.
WAITER = {"teacher", "head", "link"}
WANTED = {
    "waiting": {"offer": {"portal"}, "leave": WAITER, "close": {"portal"}},
    "offered": {
        "accept": WAITER,
        "decline": WAITER,
        "expire": {"portal"},
        "close": {"portal"},
    },
}


def test_every_state_event_and_actor(full):
    first, _, (one, *_) = full
    entry = wait(one)
    actors = {
        "teacher": one.teacher,
        "head": one.head,
        "colleague": actor_for(Role.TEACHER, school=one.school),
        "other head": actor_for(Role.HEAD, school=SchoolFactory()),
        "host": owner(first.slot),
        "administrator": actor_for(Role.ADMINISTRATOR),
        "visitor": Actor.anonymous(),
        "link": Actor.of_link(waiting.waiting_list.wait_link(entry, address(one))),
        "portal": waiting.SYSTEM,
    }
    for name in WaitState:
        for event in WAITING.events:
            may = WANTED.get(name, {}).get(event, set())
            for who, actor in actors.items():
                entry.state = name
                assert WAITING.can(entry, event, actor) == (who in may), (name, event, who)


def address(world):
    return waiting.waiting_list.Address(world.teacher.user.email, "Une enseignante")


# --- Pages -------------------------------------------------------------------------


def test_the_page_of_a_full_slot_leads_to_its_list(full, client):
    first, _, (one, *_) = full
    client.force_login(one.teacher.user)
    path = reverse("partnerships:wait", args=[first.slot.pk])
    assert path in client.get(first.slot.offer.get_absolute_url()).content.decode()
    assert "trois jours de classe" in client.get(path).content.decode()
    data = {"class_group": one.group.pk, "girls": 20, "adults": 2, "form_key": uuid.uuid4()}
    response = client.post(path, data)
    entry = SlotWaiting.objects.get()
    assert response.headers["Location"] == entry.get_absolute_url()
    assert "1re de la liste" in client.get(entry.get_absolute_url()).content.decode()
    wrong = client.post(path, {**data, "girls": 99, "form_key": uuid.uuid4()})
    assert "99 places" in wrong.content.decode()


def test_who_sees_an_entry_and_acts_on_it(full, client):
    first, booking, (one, two, _) = full
    entry = wait(one)
    give_up(first, booking)
    list_url, page = reverse("partnerships:waiting_list"), entry.get_absolute_url()
    for user, status in (
        (one.teacher.user, 200),
        (owner(first.slot).user, 200),
        (two.head.user, 404),
    ):
        client.force_login(user)
        assert client.get(page).status_code == status
        listed = client.get(f"{list_url}?toutes=1").content.decode()
        assert (page in listed) == (status == 200)
        accept = client.post(f"{page}accept/", {"form_key": uuid.uuid4()})
        assert state(entry) == ("accepted" if user == one.teacher.user else state(entry))
        assert accept.status_code == {one.teacher.user: 302}.get(
            user, 200 if status == 200 else 404
        )
        SlotWaiting.objects.filter(pk=entry.pk).update(state="offered", booking=None)
        Booking.objects.filter(class_group=one.group).update(state="withdrawn", seats_held=0)
    assert client.get(f"{list_url}?creneau=999999").status_code == 404


def test_the_to_do_of_who_is_offered_seats(full):
    first, booking, (one, *_) = full
    wait(one)
    year = first.slot.school_year
    assert not [line for line in todos(one.teacher, year) if "places" in line.title]
    give_up(first, booking)
    for actor in (one.teacher, one.head):
        (line,) = (line for line in todos(actor, year) if "places" in line.title)
        assert line.due == dt.date(2026, 11, 26)
