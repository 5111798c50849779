"""Sending a request: R-CEE-1, 2, 3, 6, R-ID-9, R-IM-2, R-PL-5."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.models import CalendarDay
from directory.violations import Refused
from outbox.models import Notice
from partnerships.enums import BookingState, OfferKind, SlotState
from partnerships.models import Booking
from partnerships.rules import Numbers
from partnerships.workflow import bookings
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, CompanyFactory, SchoolFactory
from tests.partnerships.conftest import TODAY, host_of, make_world
from tests.partnerships.factories import BookingFactory, OfferFactory, SlotFactory

pytestmark = pytest.mark.django_db


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient_email", flat=True))


def refused(world, **words):
    with pytest.raises(Refused) as caught:
        world.ask(**words)
    return caught.value


def test_a_request_is_sent_holds_its_seats_and_tells_the_company(world):
    booking = world.ask(message="Bonjour")
    world.slot.refresh_from_db()
    assert (booking.state, booking.seats_held, world.slot.seats_taken) == ("sent", 24, 24)
    # Ten working days of the company after Monday 23 November.
    assert booking.expires_on == dt.date(2026, 12, 7)
    assert told("booking.requested") == {booking.contact_email}
    assert told("booking.informed") == {world.head.user.email}
    assert JournalEntry.objects.about(booking).filter(user=world.teacher.user).exists()
    notice = Notice.objects.get(kind="booking.requested")
    assert host_of(booking).link.pk == notice.context["link"]


def test_a_request_is_few_statements_and_its_hot_slot_comes_last(world):
    make_world().ask()  # content types and texts of queries are known from now on
    with CaptureQueriesContext(connection) as asked:
        world.ask()
    texts = [query["sql"] for query in asked]
    statements = [text for text in texts if "SAVEPOINT" not in text]
    assert len(texts) - len(statements) == 2, "one unit of work, nothing nested"
    # Of which the days of those who are told; the ceiling, closures and stand-ins of the host;
    # whether the year is closed.
    assert len(statements) <= 21
    on_slots = [n for n, text in enumerate(statements) if "partnerships_slot" in text]
    assert on_slots == [len(statements) - 1], "nobody waits for what comes before"


def test_r_im_2_the_head_s_visa_comes_before_the_company():
    world = make_world(head_visa=True)
    booking = world.ask()
    world.slot.refresh_from_db()
    assert (booking.state, booking.sent_at) == (BookingState.AWAITING_VISA, None)
    assert world.slot.seats_taken == 24
    assert told("booking.visa_asked") == {world.head.user.email}
    assert told("booking.requested") == set()
    sent = bookings.give_visa(world.head, booking, today=TODAY)
    assert (sent.state, sent.visa_by) == (BookingState.SENT, world.head.user)
    assert told("booking.requested") == {booking.contact_email}
    assert told("booking.visa_given") == {world.teacher.user.email}
    again = bookings.give_visa(world.head, booking, today=TODAY)
    assert again.visa_at == sent.visa_at


def test_r_im_2_a_teacher_gives_no_visa_nor_the_head_of_another_school():
    world = make_world(head_visa=True)
    booking = world.ask()
    for actor in (world.teacher, actor_for(Role.HEAD, school=SchoolFactory())):
        with pytest.raises(Refused):
            bookings.give_visa(actor, booking)


def test_r_im_2_a_refused_visa_frees_the_seats_and_says_why():
    world = make_world(head_visa=True)
    booking = world.ask()
    with pytest.raises(Refused):
        bookings.refuse_visa(world.head, booking, " ")
    bookings.refuse_visa(world.head, booking, "Examen blanc cette semaine-là.")
    world.slot.refresh_from_db()
    booking.refresh_from_db()
    assert (booking.state, world.slot.seats_taken) == (BookingState.CANCELLED, 0)
    assert told("booking.visa_refused") == {world.teacher.user.email}


def test_r_im_2_a_head_s_own_request_needs_no_visa():
    world = make_world(head_visa=True)
    assert world.ask(actor=world.head).state == BookingState.SENT


def test_r_cee_3_more_pupils_than_seats_are_refused(world):
    error = refused(world, numbers=Numbers(girls=31))
    assert error.violations[0].rule == "R-CEE-3"
    assert "30 places" in error.message
    world.slot.refresh_from_db()
    assert world.slot.seats_taken == 0


def test_r_cee_1_a_class_of_5e_is_refused_but_may_visit(world):
    group = ClassGroupFactory(school=world.school, level="5e")
    assert refused(world, class_group=group).violations[0].rule == "R-CEE-1"
    visit = SlotFactory(offer=OfferFactory(kind=OfferKind.VISIT), ends_on=dt.date(2027, 1, 12))
    assert world.ask(class_group=group, slot=visit).state == BookingState.SENT


def test_r_id_9_a_day_closed_since_publication_is_refused(world):
    CalendarDay.objects.create(day=dt.date(2027, 1, 12), is_open=False, label="Grève")
    assert "Grève" in refused(world).message


def test_r_pl_5_a_company_barred_by_the_labour_inspection_is_refused():
    company = CompanyFactory(agreement_forbidden=True, agreement_forbidden_reason="danger")
    world = make_world(offer=OfferFactory(host_company=company))
    assert refused(world).violations[0].rule == "R-PL-5"


def test_r_cee_6_three_pending_requests_and_not_four(world):
    for _ in range(3):
        world.ask(slot=SlotFactory())
    assert refused(world).violations[0].rule == "R-CEE-6"


def test_r_cee_6_a_group_accepted_elsewhere_is_refused(world):
    BookingFactory(state=BookingState.ACCEPTED, class_group=world.group)
    assert "déjà attendue" in refused(world).message


def test_a_closed_slot_a_past_slot_and_a_foreign_class_are_refused(world):
    assert refused(world, slot=SlotFactory(state=SlotState.CLOSED))
    assert "passées" in refused(world, today=dt.date(2027, 1, 11)).message
    assert "votre établissement" in refused(world, class_group=ClassGroupFactory()).message


def test_a_second_click_gets_the_first_request(world):
    key = uuid.uuid4()
    first, second = world.ask(key=key), world.ask(key=key)
    world.slot.refresh_from_db()
    assert first == second
    assert (Booking.objects.count(), world.slot.seats_taken) == (1, 24)


def test_the_same_class_asks_once_for_a_slot():
    world = make_world(capacity=60)
    world.ask()
    assert "déjà une demande" in refused(world).message


def test_a_selection_holds_nothing_and_has_a_last_day():
    world = make_world(selection=True, capacity=30)
    booking = world.ask(numbers=Numbers(unspecified=30))
    other = make_world()
    other.ask(slot=world.slot, numbers=Numbers(unspecified=30))
    world.slot.refresh_from_db()
    assert (booking.seats_held, world.slot.seats_taken) == (0, 0)
    assert booking.expires_on == min(dt.date(2027, 1, 18), world.slot.starts_on)
    late = make_world()
    assert "jusqu’au" in refused(late, slot=world.slot, today=dt.date(2027, 1, 5)).message


def test_a_company_asks_to_visit_a_school_and_a_teacher_for_an_immersion():
    school = SchoolFactory()
    visit = SlotFactory(
        offer=OfferFactory(kind=OfferKind.SCHOOL_VISIT, host_company=None, host_school=school),
        ends_on=dt.date(2027, 1, 11),
    )
    company = CompanyFactory()
    boss = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    world = make_world()
    two = Numbers(adults=2)
    booking = world.ask(
        actor=boss, slot=visit, class_group=None, guest_company=company, numbers=two
    )
    assert (booking.state, booking.seats_held, booking.school) == ("sent", 2, None)
    stage = SlotFactory(offer=OfferFactory(kind=OfferKind.TEACHER_IMMERSION), capacity=1)
    own = world.ask(
        slot=stage, class_group=None, own_school=world.school, numbers=Numbers(adults=1)
    )
    assert (own.teacher, own.seats_held) == (world.teacher.user, 1)


def test_a_check_says_the_warnings_too(world):
    wish = bookings.Wish(world.slot, world.group, Numbers(girls=5, adults=1))
    (warning,) = bookings.check(world.teacher, wish, today=TODAY)
    assert (warning.rule, warning.blocking) == ("R-CEE-3", False)
    assert timezone.localdate() is not None
