"""The day on which a reminder leaves, and what it says of it (R-ID-9)."""

import datetime as dt

import pytest
import time_machine
from django.contrib.contenttypes.models import ContentType

from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships import tasks
from partnerships.enums import BookingState
from reminders import planner
from reminders.rules import PARIS
from tests.partnerships.factories import BookingFactory
from tests.partnerships.test_reminders import planned

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
        planner.plan()
    assert planned("immersion.j7.host") == {booking.contact_email: "2027-02-17"}
    assert planned("immersion.j7.teacher") == {booking.teacher.email: "2027-02-05"}


def test_an_immersion_just_before_the_holidays_is_evaluated_after_them():
    with time_machine.travel(dt.datetime(2026, 12, 18, 1, tzinfo=dt.UTC), tick=False):
        booking = BookingFactory(
            state=BookingState.ACCEPTED,
            starts_on=dt.date(2026, 12, 15),
            ends_on=dt.date(2026, 12, 17),
        )
        tasks.advance()
        planner.plan()
    # A week later is 25 December: Monday for the company, January for the school.
    assert planned("immersion.evaluation.7") == {
        booking.contact_email: "2026-12-28",
        booking.teacher.email: "2027-01-04",
    }
