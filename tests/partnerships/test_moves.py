"""A change of date (R-CEE-5): proposed, answered, seats moved, contract signed again."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import PersonalLink
from directory.violations import Refused
from documents.models import SignatureRound
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships.enums import BookingState, CancelReason, MoveState, SlotState
from partnerships.models import Booking, Contract, DateChange, Slot, SlotWaiting
from partnerships.models.moves import Days
from partnerships.tasks import advance
from partnerships.todo import todos
from partnerships.workflow import bookings, contracts, moves, offers
from partnerships.workflow.moves import Plan
from partnerships.workflow.people import Address, answer_link, tell_hosts
from partnerships.workflow.tables import MOVE, SYSTEM
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, SchoolFactory
from tests.partnerships.conftest import TODAY, host_of
from tests.partnerships.contract_world import make_contract_world, told
from tests.partnerships.factories import BookingFactory, SlotFactory

pytestmark = pytest.mark.django_db

MONDAY, LATER = dt.date(2027, 1, 11), dt.date(2027, 1, 18)
FREE = Plan(Days(LATER, LATER + dt.timedelta(days=2)))


@pytest.fixture(autouse=True)
def monday(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC), tick=False)


def other_slot(booking, **words):
    return SlotFactory(offer=booking.offer, starts_on=LATER, **words)


def fresh(row):
    return type(row).objects.get(pk=row.pk)


def content_of(notice):
    return kind_of(notice.kind).render(notice.at(timezone.now()))


def propose(actor, booking, plan=FREE, **words):
    return moves.propose(actor, booking, plan, today=TODAY, **words)


def teacher_of(booking):
    return actor_for(Role.TEACHER, user=booking.teacher, school=booking.school)


@pytest.fixture
def accepted():
    return BookingFactory(state=BookingState.ACCEPTED)


def test_the_seats_move_from_slot_to_slot_and_both_dates_are_mailed(accepted):
    teacher, host = teacher_of(accepted), host_of(accepted)
    slot = other_slot(accepted)
    change = propose(teacher, accepted, Plan.of_slot(slot), message="Le car est pris")
    assert (fresh(accepted).starts_on, fresh(accepted.slot).seats_taken) == (MONDAY, 24)
    assert told("booking.date_proposed") == {accepted.contact_email}
    for _ in range(2):
        moves.accept(host, change, today=TODAY)
    moved = fresh(accepted)
    assert (moved.slot, moved.starts_on, moved.state) == (slot, LATER, BookingState.ACCEPTED)
    assert (fresh(accepted.slot).seats_taken, fresh(slot).seats_taken) == (0, 24)
    assert told("booking.moved") == {accepted.contact_email, accepted.teacher.email}
    text = str([content_of(one).facts for one in Notice.objects.filter(kind="booking.moved")])
    assert "du 18 au 20 janvier 2027" in text and "du 11 au 13 janvier 2027" in text


def test_free_days_become_a_closed_slot_of_the_offer(accepted):
    change = propose(host_of(accepted), accepted)
    moves.accept(teacher_of(accepted), change, today=TODAY)
    slot = fresh(accepted).slot
    assert (slot.state, slot.capacity, slot.seats_taken) == (SlotState.CLOSED, 24, 24)
    assert (slot.starts_on, slot.is_listed) == (LATER, False)


def test_what_was_agreed_elsewhere_moves_without_slot():
    booking = BookingFactory(elsewhere=True)
    change = propose(teacher_of(booking), booking)
    moves.accept(host_of(booking), change, today=TODAY)
    assert (fresh(booking).starts_on, fresh(booking).slot) == (LATER, None)


def test_a_full_slot_refuses_and_nothing_moves(accepted):
    slot = other_slot(accepted)
    change = propose(teacher_of(accepted), accepted, Plan.of_slot(slot))
    Slot.objects.filter(pk=slot.pk).update(seats_taken=10)
    with pytest.raises(Refused, match="Il ne reste que 20 places"):
        moves.accept(host_of(accepted), change, today=TODAY)
    assert (fresh(accepted).starts_on, fresh(accepted.slot).seats_taken) == (MONDAY, 24)
    assert fresh(slot).seats_taken == 10
    assert fresh(change).state == MoveState.PROPOSED


def test_another_date_answers_a_request_and_the_guest_accepts_it(accepted):
    booking = BookingFactory()
    rival = BookingFactory(class_group=booking.class_group, slot=SlotFactory(starts_on=LATER))
    change = propose(host_of(booking), booking)
    assert fresh(booking).expires_on == dt.date(2026, 12, 7)
    with pytest.raises(Refused, match="déjà proposées"):
        propose(host_of(booking), booking)
    moves.accept(teacher_of(booking), change, today=TODAY)
    booking = fresh(booking)
    assert (booking.state, booking.starts_on) == (BookingState.ACCEPTED, LATER)
    assert booking.answered_at and booking.contract
    assert fresh(rival).state == BookingState.WITHDRAWN


def test_the_guest_may_not_propose_before_the_answer():
    booking = BookingFactory()
    with pytest.raises(Refused, match="pas ouverte"):
        propose(teacher_of(booking), booking)


def test_accepting_the_days_asked_for_drops_the_other_ones():
    booking = BookingFactory()
    change = propose(host_of(booking), booking)
    bookings.accept(host_of(booking), booking, today=TODAY)
    assert fresh(change).state == MoveState.WITHDRAWN
    with pytest.raises(Refused):
        moves.accept(teacher_of(booking), change, today=TODAY)


@pytest.mark.parametrize(
    ("first", "message"),
    [
        (dt.date(2027, 1, 14), "du lundi au vendredi"),
        (dt.date(2026, 12, 21), "vacances scolaires"),
        (dt.date(2026, 11, 23), "sont passées"),
        (MONDAY, "dates prévues"),
        (dt.date(2027, 9, 13), "même année scolaire"),
    ],
)
def test_bad_days_are_refused_with_their_reason(accepted, first, message):
    plan = Plan(Days(first, first + dt.timedelta(days=2)))
    with pytest.raises(Refused, match=message):
        propose(teacher_of(accepted), accepted, plan)


def test_r_cee_6_a_class_expected_elsewhere_does_not_move_there(accepted):
    other = SlotFactory(starts_on=LATER)
    BookingFactory(class_group=accepted.class_group, slot=other, state=BookingState.ACCEPTED)
    with pytest.raises(Refused, match="déjà attendue ailleurs"):
        propose(teacher_of(accepted), accepted)


def test_declined_withdrawn_or_unanswered_the_days_stay(accepted):
    teacher, host = teacher_of(accepted), host_of(accepted)
    moves.decline(host, propose(teacher, accepted), "Atelier fermé")
    moves.take_back(teacher, propose(teacher, accepted))
    change = propose(teacher, accepted)
    assert change.expires_on == dt.date(2026, 12, 7)
    advance(dt.date(2026, 12, 7))
    assert fresh(change).state == MoveState.PROPOSED
    advance(dt.date(2026, 12, 8))
    states = DateChange.objects.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["declined", "withdrawn", "expired"]
    assert fresh(accepted).starts_on == MONDAY
    kept = Notice.objects.filter(kind="booking.date_kept")
    assert kept.count() == 4  # declined: teacher; withdrawn: host; unanswered: both
    assert "Atelier fermé" in str([content_of(notice).paragraphs for notice in kept])


def test_a_cancelled_booking_moves_no_more(accepted):
    change = propose(host_of(accepted), accepted)
    bookings.cancel(teacher_of(accepted), accepted, CancelReason.TRANSPORT)
    with pytest.raises(Refused):
        moves.accept(teacher_of(accepted), change, today=TODAY)
    advance(TODAY)
    assert fresh(change).state == MoveState.EXPIRED
    assert not told("booking.date_kept")


def test_seats_given_back_go_to_who_waits(accepted):
    slot = accepted.slot
    Slot.objects.filter(pk=slot.pk).update(capacity=24)
    waiting = SlotWaiting.objects.create(
        slot=slot,
        school=SchoolFactory(),
        class_group=ClassGroupFactory(),
        asked_by=accepted.teacher,
        seats=20,
        girls=20,
    )
    change = propose(host_of(accepted), accepted)
    moves.accept(teacher_of(accepted), change, today=TODAY)
    assert fresh(waiting).state == "offered"


# --- The contract ------------------------------------------------------------------


def moved_contract(world):
    change = propose(world.teacher, world.booking)
    moves.accept(world.company, change, today=TODAY)
    return world.fresh()


def test_r_cee_5_a_signed_contract_is_void_its_programme_moves_and_it_is_signed_again():
    world = make_contract_world()
    world.in_signature()
    before = list(world.contract.sessions.values_list("title", "half", "position"))
    contract = moved_contract(world)
    assert contract.state == "void"
    assert SignatureRound.objects.about(contract).get().state == "voided"
    assert min(contract.sessions.values_list("day", flat=True)) == LATER
    assert list(contract.sessions.values_list("title", "half", "position")) == before
    assert told("documents.round_voided") and world.officer.user.email in told("booking.moved")
    again = contracts.send_to_signature(world.teacher, contract)
    assert again.state == "in_signature"
    data = SignatureRound.objects.about(contract).first().data
    assert "18" in str(data["glance"])


def test_an_uncovered_immersion_can_be_signed_for_its_new_days():
    world = make_contract_world()
    Contract.objects.filter(pk=world.contract.pk).update(state="uncovered")
    assert moved_contract(world).state == "draft"


def test_a_draft_stays_a_draft_and_links_last_until_the_new_days():
    world = make_contract_world()
    until = world.fill_link.valid_until
    assert moved_contract(world).state == "draft"
    assert world.fill_link.valid_until > until


# --- Who, and the pages ------------------------------------------------------------


def test_only_the_other_side_answers(accepted):
    actors = {
        "teacher": teacher_of(accepted),
        "head": actor_for(Role.HEAD, school=accepted.school),
        "host": host_of(accepted),
        "company": actor_for(Role.COMPANY_REPRESENTATIVE, company=accepted.company),
        "other": actor_for(Role.HEAD, school=SchoolFactory()),
        "visitor": Actor.anonymous(),
    }
    guests, hosts = {"teacher", "head"}, {"host", "company"}
    for side, mine, others in (("guest", guests, hosts), ("host", hosts, guests)):
        change = DateChange(booking=accepted, side=side)
        for name, actor in actors.items():
            assert MOVE.can(change, "accept", actor) == (name in others), (side, name)
            assert MOVE.can(change, "decline", actor) == (name in others), (side, name)
            assert MOVE.can(change, "withdraw", actor) == (name in mine), (side, name)
            assert not MOVE.can(change, "expire", actor)
        assert MOVE.can(change, "expire", SYSTEM)


def key():
    return {"form_key": uuid.uuid4(), "step": "act"}


def test_the_host_proposes_by_its_link_and_the_teacher_accepts(client):
    booking = BookingFactory()
    person = Address(booking.contact_email, "Camille Martin")
    path = answer_link(SYSTEM, booking, person).path
    page = client.get(f"{path}autre-date/").content.decode()
    assert "3 jours consécutifs" in page and not DateChange.objects.exists()
    empty = client.post(f"{path}autre-date/", key()).content.decode()
    assert "Indiquez d’autres dates." in empty
    sent = client.post(f"{path}autre-date/", {**key(), "starts_on": "2027-01-18"})
    assert sent.headers["Location"] == path
    assert "D’autres dates sont proposées" in client.get(path).content.decode()
    assert client.get(f"{path}date/retirer/").status_code == 200
    client.force_login(teacher_of(booking).user)
    detail = client.get(booking.get_absolute_url()).content.decode()
    accept = reverse("partnerships:move_act", args=[booking.pk, "accept"])
    assert accept in detail
    assert "18 au" in client.get(accept).content.decode()
    client.post(accept, key())
    assert Booking.objects.get().state == BookingState.ACCEPTED
    assert "Changements de dates" in client.get(booking.get_absolute_url()).content.decode()


def test_a_slot_of_the_offer_may_be_chosen_instead(accepted, client):
    slot, small = other_slot(accepted), other_slot(accepted, capacity=10, ends_on=LATER)
    client.force_login(teacher_of(accepted).user)
    path = reverse("partnerships:act", args=[accepted.pk, "propose"])
    page = client.get(path).content.decode()
    assert f'value="{slot.pk}"' in page and f'value="{small.pk}"' not in page
    both = {**key(), "slot": slot.pk, "starts_on": "2027-01-25"}
    assert "pas les deux" in client.post(path, both).content.decode()
    seen = client.post(path, {**key(), "step": "preview", "slot": slot.pk, "message": "Le car"})
    assert "Autre date proposée" in seen.content.decode() and not DateChange.objects.exists()
    client.post(path, {**key(), "slot": slot.pk})
    assert DateChange.objects.get().slot == slot


def test_strangers_get_404(accepted, client):
    propose(host_of(accepted), accepted)
    client.force_login(actor_for(Role.HEAD, school=SchoolFactory()).user)
    for event in ("accept", "decline", "withdraw"):
        path = reverse("partnerships:move_act", args=[accepted.pk, event])
        assert client.post(path, key()).status_code == 404
    assert fresh(accepted).starts_on == MONDAY


def test_the_mail_of_a_request_carries_its_answers():
    slot = SlotFactory()
    booking = BookingFactory(slot=slot)
    tell_hosts(SYSTEM, "booking.requested", booking)
    content = content_of(Notice.objects.get(kind="booking.requested"))
    link = PersonalLink.objects.about(booking).get()
    pages = {label: url for label, url in content.facts if url.startswith("http")}
    assert pages == {
        "Oui": f"{link.url}oui/",
        "Non": f"{link.url}non/",
        "Une autre date": f"{link.url}autre-date/",
        "Demander un délai": f"{link.url}prolonger/",
    }


def test_the_to_do_of_who_is_asked(accepted):
    year = accepted.school_year
    propose(host_of(accepted), accepted)
    (line,) = (one for one in todos(teacher_of(accepted), year) if "dates" in one.title)
    assert line.due == dt.date(2026, 12, 7)
    company = actor_for(Role.COMPANY_REPRESENTATIVE, company=accepted.company)
    assert not [one for one in todos(company, year) if "dates" in one.title]


def test_a_slot_that_is_cancelled_is_no_target(accepted):
    slot = other_slot(accepted)
    company = actor_for(Role.COMPANY_REPRESENTATIVE, company=accepted.company)
    offers.move_slot(company, slot, "cancel")
    with pytest.raises(Refused, match="assez de places"):
        propose(teacher_of(accepted), accepted, Plan.of_slot(fresh(slot)))
