"""Reminders, evaluation and to-dos of immersions (issue point 6, R-CEE-7)."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from documents.models import QuestionnaireAnswer
from outbox.kinds import kind_of
from outbox.models import Notice
from partnerships import tasks, todo
from partnerships.enums import BookingState
from partnerships.models import Booking, Contract
from partnerships.workflow import endings
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolYearFactory
from tests.partnerships.conftest import host_of, make_world
from tests.partnerships.contract_world import make_contract_world
from tests.partnerships.factories import BookingFactory
from tests.reminders.planning import plan

pytestmark = pytest.mark.django_db


def planned(code):
    """{address: local day} of what is planned for a rule."""
    rows = Notice.objects.filter(kind=code).exclude(state="cancelled")
    return {row.recipient_email: row.due_at.date().isoformat() for row in rows}


def test_unanswered_requests_at_3_and_7_working_days_to_the_company():
    world = make_world()
    booking = world.ask()
    plan("booking.")
    assert planned("booking.unanswered.3") == {booking.contact_email: "2026-11-26"}
    assert planned("booking.unanswered.7") == {booking.contact_email: "2026-12-02"}
    notice = Notice.objects.get(kind="booking.unanswered.3")
    mail = kind_of(notice.kind).render(notice.at(timezone.now()))
    assert mail.action[1] == host_of(booking).link.url
    Booking.objects.update(state=BookingState.EXPIRED, seats_held=0)
    assert not kind_of(notice.kind).still_relevant(notice.at(timezone.now()))


def test_a_week_and_a_day_before_to_teacher_and_company():
    booking = BookingFactory(
        state=BookingState.ACCEPTED,
        starts_on=dt.date(2026, 12, 7),
        ends_on=dt.date(2026, 12, 9),
    )
    plan("immersion.")
    both = {booking.teacher.email, booking.contact_email}
    assert set(planned("immersion.j7.teacher")) | set(planned("immersion.j7.host")) == both
    # The eve is a Sunday: the reminder leaves on Friday.
    assert planned("immersion.j1.teacher") == {booking.teacher.email: "2026-12-04"}
    for notice in Notice.objects.filter(kind__startswith="immersion."):
        assert kind_of(notice.kind).render(notice.at(timezone.now())).subject


def test_r_cee_7_both_sides_are_asked_the_day_after_and_a_week_later():
    with time_machine.travel(dt.datetime(2026, 12, 10, 1, tzinfo=dt.UTC), tick=False):
        booking = BookingFactory(
            state=BookingState.ACCEPTED,
            starts_on=dt.date(2026, 12, 7),
            ends_on=dt.date(2026, 12, 9),
        )
        assert tasks.advance() == 1
        assert tasks.advance() == 0
        rows = {row.function: row for row in QuestionnaireAnswer.objects.all()}
        assert set(rows) == {"host", "guest"}
        assert rows["host"].link and rows["guest"].user == booking.teacher
        asked = Notice.objects.filter(kind="documents.questionnaire_asked")
        assert {notice.due_at.hour for notice in asked} == {7}  # eight o'clock in Paris
        plan("immersion.")
        wanted = {booking.teacher.email, booking.contact_email}
        assert set(planned("immersion.evaluation.7")) == wanted
        assert set(planned("immersion.evaluation.7").values()) == {"2026-12-17"}


@pytest.mark.parametrize(
    ("state", "asked"),
    [("completed", 2), ("signed", 2), ("uncovered", 0), ("in_signature", 0), ("draft", 0)],
)
def test_r_cee_8_nobody_evaluates_what_no_contract_covered(state, asked):
    with time_machine.travel(dt.datetime(2027, 1, 14, 5, tzinfo=dt.UTC), tick=False):
        world = make_contract_world()
        Contract.objects.filter(pk=world.contract.pk).update(
            state=state, signed_at=timezone.now() - dt.timedelta(days=9)
        )
        endings.finish(world.booking, timezone.localdate())
        assert world.fresh().booking.state == BookingState.DONE
        assert QuestionnaireAnswer.objects.count() == asked


def test_what_waits_for_whom():
    year = SchoolYearFactory()
    world = make_world(head_visa=True)
    booking = world.ask()
    (visa,) = todo.todos(world.head, year)
    assert (visa.title, visa.due) == ("Donner ou refuser un visa", booking.visa_expires_on)
    assert visa.url.startswith(reverse("partnerships:bookings"))
    assert todo.todos(world.teacher, year) == []
    assert todo.todos(Actor.anonymous(), year) == []
    sent = BookingFactory()
    boss = actor_for(Role.COMPANY_REPRESENTATIVE, company=sent.company)
    (answer,) = todo.todos(boss, year)
    assert (answer.title, answer.due) == ("Répondre à une demande", sent.expires_on)
    BookingFactory(company=sent.company)
    (answers,) = todo.todos(boss, year)
    assert (answers.title, answers.due) == ("Répondre à 2 demandes", sent.expires_on)
