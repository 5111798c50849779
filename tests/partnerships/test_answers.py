"""Answers, agreements made elsewhere, endings: R-CEE-6, R-IM-1, R-AG-4."""

import datetime as dt
import uuid

import pytest

from accounts import links
from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry
from directory.enums import YearState
from directory.violations import Refused
from outbox.models import Notice
from partnerships.enums import (
    AgreedBy,
    BookingState,
    CancelReason,
    OfferKind,
    RefusalReason,
    Side,
)
from partnerships.enums.on_the_day import Provider
from partnerships.models import Booking, Contract
from partnerships.rules import Numbers
from partnerships.workflow import bookings
from partnerships.workflow.contract_opening import create_for
from partnerships.workflow.tables import SYSTEM
from tests.accounts.factories import actor_for
from tests.directory.factories import ClassGroupFactory, CompanyFactory, SchoolYearFactory
from tests.partnerships.conftest import CLASS_OF_24, TODAY, host_of, make_world
from tests.partnerships.factories import BookingFactory, SlotFactory

pytestmark = pytest.mark.django_db


def told(kind):
    return set(Notice.objects.filter(kind=kind).values_list("recipient_email", flat=True))


def taken(slot):
    slot.refresh_from_db()
    return slot.seats_taken


def test_the_company_accepts_by_its_link(world):
    booking = world.ask()
    done = bookings.accept(host_of(booking), booking, "Rendez-vous à l’accueil", today=TODAY)
    assert (done.state, taken(world.slot)) == (BookingState.ACCEPTED, 24)
    assert done.answered_by == f"{booking.contact_name}, structure d’accueil"
    assert told("booking.accepted") == {world.teacher.user.email}
    again = bookings.accept(host_of(booking), booking, "encore")
    assert (again.answer_message, taken(world.slot)) == ("Rendez-vous à l’accueil", 24)


def test_a_link_to_another_booking_opens_nothing_here(world):
    booking, other = world.ask(), BookingFactory()
    stranger = actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory())
    for actor in (host_of(other), stranger, world.teacher, Actor.anonymous(), Actor.system("x")):
        with pytest.raises(Refused):
            bookings.accept(actor, booking)
        with pytest.raises(Refused):
            bookings.refuse(actor, booking, RefusalReason.DATES)
        with pytest.raises(Refused):
            bookings.extend(actor, booking)
    booking.refresh_from_db()
    assert booking.state == BookingState.SENT


def test_a_link_of_another_purpose_answers_nothing(world):
    booking = world.ask()
    link = links.issue(
        Actor.system("x"),
        "evaluer",
        booking,
        name="X",
        email="x@exemple.test",
        valid_until=dt.datetime(2027, 6, 1, tzinfo=dt.UTC),
    )
    with pytest.raises(Refused):
        bookings.accept(Actor.of_link(link), booking)


def test_r_cee_6_the_first_acceptance_withdraws_the_others_with_a_message(world):
    first = world.ask()
    elsewhere = SlotFactory(starts_on=dt.date(2027, 2, 1))
    second = world.ask(slot=elsewhere)
    bookings.accept(host_of(first), first, today=TODAY)
    second.refresh_from_db()
    assert (second.state, second.seats_held, taken(elsewhere)) == (BookingState.WITHDRAWN, 0, 0)
    assert told("booking.withdrawn") == {second.contact_email}
    with pytest.raises(Refused):
        bookings.accept(host_of(second), second)


def test_r_cee_6_an_overlap_is_refused_with_its_dates(world):
    booking = world.ask()
    BookingFactory(state=BookingState.ACCEPTED, class_group=world.group)
    with pytest.raises(Refused, match="déjà attendue ailleurs"):
        bookings.accept(host_of(booking), booking)


def test_the_company_refuses_with_a_reason_and_the_seats_are_free(world):
    booking = world.ask()
    host = host_of(booking)
    with pytest.raises(Refused):
        bookings.refuse(host, booking, "")
    with pytest.raises(Refused):
        bookings.refuse(host, booking, RefusalReason.OTHER, " ")
    bookings.refuse(host, booking, RefusalReason.STAFF, "Pas en janvier")
    booking.refresh_from_db()
    assert (booking.state, taken(world.slot)) == (BookingState.REFUSED, 0)
    assert told("booking.refused") == {world.teacher.user.email}


def test_the_delay_is_extended_once(world):
    booking = world.ask()
    host = host_of(booking)
    # Ten more working days after 7 December.
    assert bookings.extend(host, booking).expires_on == dt.date(2026, 12, 21)
    with pytest.raises(Refused, match="déjà été prolongé"):
        bookings.extend(host, booking)


def test_a_selection_is_chosen_after_its_last_day_and_never_oversold():
    world = make_world(selection=True, capacity=30)
    first = world.ask()
    other = make_world()
    second = other.ask(slot=world.slot)
    with pytest.raises(Refused, match="à partir du lendemain"):
        bookings.accept(host_of(first), first, today=world.slot.requests_until)
    after = world.slot.requests_until + dt.timedelta(days=1)
    bookings.accept(host_of(first), first, today=after)
    assert taken(world.slot) == 24
    with pytest.raises(Refused, match="reste que 6 places"):
        bookings.accept(host_of(second), second, today=after)
    second.refresh_from_db()
    assert second.state == BookingState.SENT


def test_both_sides_cancel_with_a_reason(world):
    booking = world.ask()
    bookings.accept(host_of(booking), booking, today=TODAY)
    done = bookings.cancel(world.teacher, booking, CancelReason.TRANSPORT)
    assert (done.state, done.cancelled_by_side, taken(world.slot)) == ("cancelled", Side.GUEST, 0)
    assert told("booking.cancelled") == {booking.contact_email}
    again = world.ask()
    bookings.accept(host_of(again), again, today=TODAY)
    done = bookings.cancel(host_of(again), again, CancelReason.ACTIVITY)
    assert (done.cancelled_by_side, taken(world.slot)) == (Side.HOST, 0)
    assert world.teacher.user.email in told("booking.cancelled")


def test_a_request_that_had_not_left_is_cancelled_without_telling_the_company():
    world = make_world(head_visa=True)
    booking = world.ask()
    bookings.cancel(world.teacher, booking, CancelReason.MISTAKE)
    assert told("booking.cancelled") == set()


def test_unanswered_requests_expire_the_day_after_and_once(world):
    booking = world.ask()
    assert bookings.advance(booking.expires_on) == 0
    assert bookings.advance(booking.expires_on + dt.timedelta(days=1)) == 1
    assert bookings.advance(booking.expires_on + dt.timedelta(days=2)) == 0
    booking.refresh_from_db()
    assert (booking.state, taken(world.slot)) == (BookingState.EXPIRED, 0)
    assert told("booking.expired") == {world.teacher.user.email, booking.contact_email}


def test_a_visa_never_given_frees_the_seats():
    world = make_world(head_visa=True)
    booking = world.ask()
    # Five school days after Monday 23 November.
    assert booking.visa_expires_on == dt.date(2026, 11, 30)
    bookings.advance(dt.date(2026, 12, 1))
    booking.refresh_from_db()
    assert (booking.state, taken(world.slot)) == (BookingState.EXPIRED, 0)
    assert told("booking.expired") == {world.teacher.user.email, world.head.user.email}


def test_an_accepted_immersion_is_done_after_its_last_day(world):
    booking = world.ask()
    bookings.accept(host_of(booking), booking, today=TODAY)
    bookings.advance(booking.ends_on)
    booking.refresh_from_db()
    assert booking.state == BookingState.ACCEPTED
    bookings.advance(booking.ends_on + dt.timedelta(days=1))
    booking.refresh_from_db()
    assert booking.state == BookingState.DONE


def agreement(world, **words):
    known = {
        "company": CompanyFactory(),
        "class_group": world.group,
        "numbers": CLASS_OF_24,
        "starts_on": dt.date(2027, 2, 1),
        "ends_on": dt.date(2027, 2, 3),
        "agreed_on": dt.date(2026, 11, 20),
        "agreed_with": "Mme Roux",
        "agreed_by": AgreedBy.PHONE,
        "contact_email": "roux@entreprise.example",
    }
    return bookings.Agreement(**known | words)


def test_r_im_1_an_immersion_agreed_by_phone_is_recorded_and_confirmed_by_link(world):
    rival = world.ask()
    key = uuid.uuid4()
    booking = bookings.record(world.teacher, agreement(world), key=key, today=TODAY)
    assert bookings.record(world.teacher, agreement(world), key=key, today=TODAY) == booking
    assert booking.state_label == "Confirmée par téléphone"
    assert told("booking.agreed") == {"roux@entreprise.example"}
    rival.refresh_from_db()
    assert rival.state == BookingState.WITHDRAWN
    done = bookings.confirm(host_of(booking), booking)
    assert (done.state_label, done.is_confirmed_by_phone_only) == ("Acceptée", False)
    assert told("booking.confirmed") == {world.teacher.user.email}


def test_r_cee_8_nothing_is_asked_of_the_host_of_a_past_immersion(world):
    """Its contract can be signed no more, and the link to complete it would be dead."""
    past = {"starts_on": dt.date(2026, 11, 2), "ends_on": dt.date(2026, 11, 4)}
    past |= {"agreed_on": dt.date(2026, 10, 1)}
    bookings.record(world.teacher, agreement(world, **past), key=uuid.uuid4(), today=TODAY)
    assert told("contract.to_complete") == set()


def test_r_im_1_the_rules_hold_for_what_was_agreed_elsewhere(world):
    cases = {
        "R-CEE-2": {"ends_on": dt.date(2027, 2, 2)},
        "R-ID-8": {"starts_on": dt.date(2027, 9, 6), "ends_on": dt.date(2027, 9, 8)},
        "R-IM-1": {"class_group": ClassGroupFactory()},
        "R-CEE-1": {"class_group": ClassGroupFactory(school=world.school, level="6e")},
        "R-CEE-3": {"numbers": Numbers()},
    }
    for rule, words in cases.items():
        with pytest.raises(Refused) as caught:
            bookings.record(world.teacher, agreement(world, **words), key=uuid.uuid4(), today=TODAY)
        assert rule in {violation.rule for violation in caught.value.violations}
    assert not Booking.objects.exists()


def test_r_id_8_nothing_is_recorded_in_a_closed_year(world):
    """Its figures stand: a past immersion, of a class or of staff, is not added to them."""
    year = SchoolYearFactory(start_year=2025, state=YearState.CLOSED)
    past = {"starts_on": dt.date(2026, 3, 2), "agreed_on": dt.date(2026, 2, 2)}
    group = ClassGroupFactory(school=world.school, school_year=year)
    of_class = agreement(world, class_group=group, ends_on=dt.date(2026, 3, 4), **past)
    of_staff = staff(world, **past | {"ends_on": dt.date(2026, 3, 2)})
    for one in (of_class, of_staff):
        with pytest.raises(Refused, match="L’année 2025-2026 est close"):
            bookings.record(world.teacher, one, key=uuid.uuid4(), today=TODAY)
    assert not Booking.objects.exists()


def test_r_im_1_a_contact_without_address_stays_confirmed_by_phone(world):
    company = CompanyFactory(email="")
    words = agreement(world, company=company, contact_email="")
    booking = bookings.record(world.teacher, words, key=uuid.uuid4(), today=TODAY)
    assert booking.is_confirmed_by_phone_only
    assert told("booking.agreed") == set()


def history_of(booking):
    entries = JournalEntry.objects.about(booking.contract).filter(verb__contains="convention")
    return [f"{one.actor_label} {one.verb} : {one.words}" for one in entries]


def test_the_history_says_who_made_a_contract_begin_and_that_the_portal_laid_it(world):
    asked = world.ask()
    by_link = bookings.accept(host_of(asked), asked, today=TODAY)
    host = f"{asked.contact_name}, structure d’accueil"
    laid = "Passerelle a préparé la convention"
    assert history_of(by_link) == [f"{laid} : demande acceptée par {host}"]

    other = make_world()
    asked = other.ask()
    boss = actor_for(Role.COMPANY_REPRESENTATIVE, company=asked.company)
    by_account = bookings.accept(boss, asked, today=TODAY)
    assert history_of(by_account) == [f"{laid} : demande acceptée par {boss.label}"]

    third = make_world()
    recorded = bookings.record(third.teacher, agreement(third), key=uuid.uuid4(), today=TODAY)
    assert history_of(recorded) == [f"{laid} : accord enregistré par {third.teacher.label}"]

    automatic = create_for(SYSTEM, BookingFactory(state=BookingState.ACCEPTED))
    assert history_of(automatic.booking) == [f"{laid} : demande acceptée"]


def staff(world, **words):
    """Two teachers who go themselves, agreed by phone."""
    known = {
        "kind": OfferKind.TEACHER_IMMERSION,
        "class_group": None,
        "own_school": world.school,
        "numbers": Numbers(adults=2),
        "ends_on": dt.date(2027, 2, 1),
        "provider": Provider.CMQ,
    }
    return agreement(world, **known | words)


def test_r_im_1_teachers_who_go_themselves_are_recorded_without_a_class(world):
    booking = bookings.record(world.teacher, staff(world), key=uuid.uuid4(), today=TODAY)
    assert (booking.school, booking.class_group) == (world.school, None)
    assert (booking.headcount, booking.provider) == (2, Provider.CMQ)
    assert not Contract.objects.exists()
    assert told("booking.agreed") == {"roux@entreprise.example"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"kind": OfferKind.VISIT}, "Choisissez la classe"),
        ({"own_school": None}, "n’est pas le vôtre"),
        ({"numbers": Numbers()}, "nombre d’adultes"),
        ({"starts_on": dt.date(2031, 2, 3), "ends_on": dt.date(2031, 2, 3)}, "pas ouverte"),
    ],
)
def test_r_im_1_what_is_wrong_of_staff_is_said(world, words, said):
    with pytest.raises(Refused, match=said):
        bookings.record(world.teacher, staff(world, **words), key=uuid.uuid4(), today=TODAY)
    assert not Booking.objects.exists()
