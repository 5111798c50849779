"""What holds for every rule that an app declares, whatever its subjects."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db.models import DateField, Value
from django.db.models.functions import Cast

from directory.calendar import Calendar
from directory.enums import Rhythm
from outbox.enums import NoticeState
from outbox.models import Notice
from outbox.rules import PARIS
from reminders import planner
from reminders.rules import To
from reminders.settings import settle
from reminders.shifts import Shifts
from tests.accounts.factories import RoleAssignmentFactory, UserFactory
from tests.reminders.conftest import DECLARED
from tests.reminders.rules import validated

DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)


@pytest.fixture
def test_rules():
    """The declared rules instead of those of the tests."""


def asked_of(rule):
    return [rule.candidates(to).query.sql_with_params() for to in rule.recipients]


@pytest.mark.django_db
def test_who_is_reminded_depends_on_the_rows_and_not_on_the_clock(
    time_machine, django_assert_num_queries
):
    """Else a planner that was down would forget what was true meanwhile; nor is anything asked
    to compose the query: the planner keeps it."""
    today = {rule.code: asked_of(rule) for rule in DECLARED}
    time_machine.move_to(datetime(2027, 5, 18, 12, tzinfo=PARIS))

    with django_assert_num_queries(0):
        later = {rule.code: asked_of(rule) for rule in DECLARED}
    assert [code for code, asked in later.items() if asked != today[code]] == []


def moments():
    """(rule, Day) of every declared rule, for anchors of a whole year."""
    calendar, seen = Calendar(), set()
    for rule in settle(DECLARED, {}):
        counted = rule.offset, rule.room_for, rule.life
        if counted not in seen:
            seen.add(counted)
            for number in range(0, 360, 120):
                shifts = Shifts(calendar, datetime(2026, 9, 1, tzinfo=PARIS) + number * DAY)
                yield from ((rule, day) for day in shifts.days(rule)[::5])


def test_no_reminder_leaves_on_a_closed_day_nor_on_the_wrong_side_of_its_date():
    calendar, number = Calendar(), 0
    for rule, day in moments():
        if day.open is None:  # left to the next one of its series
            continue
        number += 1
        assert calendar.is_open(day.open, day.rhythm), (rule.code, day)
        if rule.is_before:
            assert day.open <= day.said < day.anchor, (rule.code, day)
            assert day.said + rule.life < day.anchor, (rule.code, day)
        else:
            assert day.open >= day.said >= day.anchor, (rule.code, day)
    assert number > 5_000


def about_a_role(rule):
    """The rule as declared, about the end of a role."""
    return replace(
        rule,
        subjects=validated,
        recipients=[To.user("user", Rhythm.SCHOOL), To.user("granted_by", Rhythm.WORK)],
        anchor="ends_on",
        until=Cast(Value(None), DateField()),
    )


@pytest.mark.django_db
def test_what_should_have_left_days_ago_is_not_sent_on_the_eve():
    """The planner was down since then (R-ID-9's days put aside: 26 November is a Thursday)."""
    RoleAssignmentFactory(ends_on=TODAY + 3 * DAY, granted_by=UserFactory())
    early = [about_a_role(rule) for rule in DECLARED if rule.offset.number <= -3]
    assert len(early) > 30

    planner.plan(datetime(2026, 11, 25, 12, tzinfo=PARIS), early, rows={}, beats=False)

    assert not Notice.objects.filter(state=NoticeState.PLANNED).exists()
