"""The day on which a reminder leaves, and what it says of it (R-ID-9)."""

import datetime as dt

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command

from outbox.kinds import kind_of
from outbox.models import Notice
from outbox.rules import PARIS
from partnerships import tasks
from partnerships.enums import BookingState
from tests.partnerships.factories import BookingFactory
from tests.partnerships.test_reminders import planned
from tests.reminders.planning import plan

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        (dt.date(2026, 11, 30), "dans 7 jours"),
        (dt.date(2026, 12, 2), "dans 5 jours"),
        (dt.date(2026, 12, 4), "dans 3 jours"),
        (dt.date(2026, 12, 6), "demain"),
        (dt.date(2026, 12, 7), "aujourd’hui"),
    ],
)
def test_a_reminder_counts_from_the_day_on_which_it_leaves(sent, words):
    booking = BookingFactory(state=BookingState.ACCEPTED, starts_on=dt.date(2026, 12, 7))
    booking_type = ContentType.objects.get_for_model(booking)
    for kind in ("immersion.j7.teacher", "immersion.j1.host"):
        notice = Notice(kind=kind, subject_type=booking_type, subject_id=booking.pk)
        mail = kind_of(kind).render(notice.at(dt.datetime.combine(sent, dt.time(8), PARIS)))
        assert mail.subject.startswith(words[0].upper() + words[1:])
        assert f"le 7 décembre 2026, {words}" in mail.paragraphs[0]


def test_r_id_9_the_school_is_not_reminded_on_holiday_the_company_is():
    """Zone C is on holiday from 6 to 22 February 2027; D-7 of Wednesday 24 is Wednesday 17."""
    with time_machine.travel(dt.datetime(2027, 2, 1, 9, tzinfo=dt.UTC), tick=False):
        booking = BookingFactory(
            state=BookingState.ACCEPTED,
            starts_on=dt.date(2027, 2, 24),
            ends_on=dt.date(2027, 2, 26),
        )
        plan("immersion.")
    assert planned("immersion.j7.host") == {booking.contact_email: "2027-02-17"}
    assert planned("immersion.j7.teacher") == {booking.teacher.email: "2027-02-05"}


def test_an_immersion_that_ends_on_a_friday_is_evaluated_on_open_days():
    """Asked on Saturday 19 December, before the holidays; the week counts from that mail."""
    with time_machine.travel(dt.datetime(2026, 12, 19, 1, tzinfo=dt.UTC), tick=False):
        booking = BookingFactory(
            state=BookingState.ACCEPTED,
            starts_on=dt.date(2026, 12, 16),
            ends_on=dt.date(2026, 12, 18),
        )
        tasks.advance()
        plan("immersion.")
    host, teacher = booking.contact_email, booking.teacher.email
    asked, again = "documents.questionnaire_asked", "immersion.evaluation.7"
    assert planned(asked) == {host: "2026-12-21", teacher: "2027-01-04"}
    assert planned(again) == {host: "2026-12-28", teacher: "2027-01-11"}


@pytest.mark.parametrize(
    ("kind", "reader", "words"),
    [
        (
            "class_immersion",
            "teacher",
            "Vous êtes attendus le 7 décembre 2026, demain, chez {host}",
        ),
        ("class_immersion", "host", "Vous accueillez {guest} le 7 décembre 2026, demain."),
        ("speaker", "teacher", "Votre groupe rencontre {host} le 7 décembre 2026, demain."),
        ("speaker", "host", "{guest} vous attend le 7 décembre 2026, demain."),
    ],
)
def test_the_reminder_tells_its_reader_who_goes_where(kind, reader, words):
    first = dt.date(2026, 12, 7)
    booking = BookingFactory(state=BookingState.ACCEPTED, kind=kind, starts_on=first)
    notice = Notice(kind=f"immersion.j1.{reader}", subject=booking)
    eve = dt.datetime(2026, 12, 6, 8, tzinfo=PARIS)
    told = kind_of(notice.kind).render(notice.at(eve)).paragraphs[0]
    assert told.startswith(words.format(host=booking.host, guest=booking.guest))


def test_an_immersion_just_before_the_holidays_is_evaluated_after_them():
    with time_machine.travel(dt.datetime(2026, 12, 18, 1, tzinfo=dt.UTC), tick=False):
        booking = BookingFactory(
            state=BookingState.ACCEPTED,
            starts_on=dt.date(2026, 12, 15),
            ends_on=dt.date(2026, 12, 17),
        )
        tasks.advance()
        plan("immersion.")
    # A week later is 25 December: Monday for the company, January for the school.
    assert planned("immersion.evaluation.7") == {
        booking.contact_email: "2026-12-28",
        booking.teacher.email: "2027-01-04",
    }


def test_the_command_lets_time_act_as_of_its_now():
    """Done and evaluated on the day that `--now` names, whatever the clock says."""
    booking = BookingFactory(
        state=BookingState.ACCEPTED, starts_on=dt.date(2027, 1, 25), ends_on=dt.date(2027, 1, 27)
    )
    call_command("advance_bookings", "--now", "2027-01-27T20:00")
    booking.refresh_from_db()
    assert booking.state == BookingState.ACCEPTED

    call_command("advance_bookings", "--now", "2027-01-28T01:00")
    booking.refresh_from_db()
    assert booking.state == BookingState.DONE
    asked = Notice.objects.filter(due_at=dt.datetime(2027, 1, 28, 8, tzinfo=PARIS))
    assert {notice.recipient_email for notice in asked} == {
        booking.contact_email,
        booking.teacher.email,
    }
