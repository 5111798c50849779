"""No reminder leaves on a day when its reader is not at work (R-ID-9)."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db.models import DateField, Q, Value

from accounts.models import User
from directory.enums import Rhythm
from directory.models import CalendarDay
from outbox import delivery
from outbox.enums import Missed, NoticeState
from outbox.models import Notice
from outbox.rules import PARIS
from reminders import planner
from reminders.rules import To, at_school_if, days, register
from tests.accounts.factories import RoleAssignmentFactory, UserFactory
from tests.outbox.smtp import relay  # noqa: F401 - fixture
from tests.reminders.rules import DAY_BEFORE, THREE_WORKING_DAYS, WEEK_BEFORE

pytestmark = pytest.mark.django_db
AT_SCHOOL = {"recipients": [To.user("user", Rhythm.SCHOOL)]}
WEEK_BEFORE_AT_SCHOOL = replace(WEEK_BEFORE, code="test.j7.school", **AT_SCHOOL)
DAY_BEFORE_AT_SCHOOL = replace(DAY_BEFORE, code="test.j1.school", **AT_SCHOOL)
WEEK_AFTER = replace(THREE_WORKING_DAYS, code="test.after", offset=days(7))
WEEK_AFTER_AT_SCHOOL = replace(
    WEEK_AFTER,
    code="test.after.school",
    recipients=[To(email="email", user_id="pk", rhythm=Rhythm.SCHOOL)],
)


def at(day, hour=8):
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)


def leaves(rule, anchor, now=None):
    """The day on which the rule's reminder about this anchor leaves; None for never."""
    if rule.is_before:
        RoleAssignmentFactory(ends_on=anchor)
        now = now or at(anchor - timedelta(days=35))
    else:
        UserFactory(date_joined=at(anchor, 10))
        now = now or at(anchor, 12)
    planner.plan(now, [rule])
    notice = Notice.objects.filter(kind=rule.code, state=NoticeState.PLANNED).first()
    return notice and notice.due_at.astimezone(PARIS).date()


@pytest.mark.parametrize(
    ("rule", "anchor", "said", "day"),
    [
        # 25 December 2026 is a Friday.
        (WEEK_BEFORE, date(2027, 1, 1), "Christmas", date(2026, 12, 24)),
        (WEEK_AFTER, date(2026, 12, 18), "Christmas", date(2026, 12, 28)),
        # 1 May 2028 is a Monday.
        (WEEK_BEFORE, date(2028, 5, 8), "1 May", date(2028, 4, 28)),
        (WEEK_AFTER, date(2028, 4, 24), "1 May", date(2028, 5, 2)),
        (DAY_BEFORE, date(2027, 1, 11), "Sunday", date(2027, 1, 8)),
        (WEEK_AFTER, date(2027, 1, 3), "Sunday", date(2027, 1, 11)),
        (WEEK_AFTER, date(2027, 1, 2), "Saturday", date(2027, 1, 11)),
        # Winter holidays of zone C: 6 to 22 February 2027.
        (WEEK_BEFORE, date(2027, 2, 24), "open for a company", date(2027, 2, 17)),
        (WEEK_BEFORE_AT_SCHOOL, date(2027, 2, 24), "winter holidays", date(2027, 2, 5)),
        (DAY_BEFORE_AT_SCHOOL, date(2027, 2, 22), "Sunday of holidays", date(2027, 2, 5)),
        (WEEK_AFTER_AT_SCHOOL, date(2027, 2, 12), "end of holidays", date(2027, 2, 22)),
        (WEEK_AFTER_AT_SCHOOL, date(2027, 1, 13), "open", date(2027, 1, 20)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_r_id_9_a_closed_day_becomes_the_open_one_before_or_after(rule, anchor, said, day):
    assert leaves(rule, anchor) == day


def test_the_life_is_counted_from_the_day_as_computed():
    leaves(WEEK_BEFORE, date(2027, 1, 1))
    assert Notice.objects.get().not_after == at(date(2026, 12, 25)) + timedelta(days=3.5)


def test_a_reminder_without_an_open_day_in_its_life_never_leaves():
    # Seven days later is 8 February, the first Monday of the holidays.
    assert leaves(WEEK_AFTER_AT_SCHOOL, date(2027, 2, 1)) is None
    assert said_of_it() == (NoticeState.EXPIRED, Missed.CLOSED)


def test_when_a_closure_brings_a_series_to_one_day_the_nearest_alone_leaves():
    register(DAY_BEFORE_AT_SCHOOL)
    week = replace(WEEK_BEFORE_AT_SCHOOL, follower=DAY_BEFORE_AT_SCHOOL.code)
    # The holidays end on 21 February: seven days and one day before 22, both are 5 February.
    assert leaves(week, date(2027, 2, 22)) is None
    assert not Notice.objects.exists()
    assert leaves(DAY_BEFORE_AT_SCHOOL, date(2027, 2, 22)) == date(2027, 2, 5)
    assert leaves(week, date(2027, 2, 24)) == date(2027, 2, 5)


def test_a_reminder_ends_with_the_last_day_on_which_it_helps():
    rule = replace(WEEK_AFTER, until=Value(date(2027, 1, 20), DateField()))
    assert leaves(rule, date(2027, 1, 14)) is None
    assert not Notice.objects.exists()
    assert leaves(rule, date(2027, 1, 13)) == date(2027, 1, 20)
    assert Notice.objects.get().not_after == at(date(2027, 1, 21), 0)


def said_of_it():
    """The state and the cause of the only notice."""
    notice = Notice.objects.get()
    return notice.state, notice.missed


def test_a_closed_day_that_opens_brings_the_reminder_back_and_the_reverse():
    """The school opens on 8 February after all: what had no open day has one."""
    anchor = date(2027, 2, 1)
    leaves(WEEK_AFTER_AT_SCHOOL, anchor)
    opened = CalendarDay.objects.create(
        day=date(2027, 2, 8), zone="C", is_open=True, label="Ouvert"
    )
    noon = at(anchor, 13)

    assert planner.plan(noon, [WEEK_AFTER_AT_SCHOOL]) == planner.Plan(moved=1)
    assert said_of_it() == (NoticeState.PLANNED, "")
    opened.delete()
    assert planner.plan(noon, [WEEK_AFTER_AT_SCHOOL]) == planner.Plan(missed=1)
    assert said_of_it() == (NoticeState.EXPIRED, Missed.CLOSED)
    assert planner.plan(noon, [WEEK_AFTER_AT_SCHOOL]) == planner.Plan()


def test_what_could_not_leave_is_cancelled_with_its_subject():
    leaves(WEEK_AFTER_AT_SCHOOL, date(2027, 2, 1))
    User.objects.update(is_active=False)

    assert planner.plan(at(date(2027, 2, 2)), [WEEK_AFTER_AT_SCHOOL]) == planner.Plan(cancelled=1)
    assert said_of_it() == (NoticeState.CANCELLED, "")


def test_a_rule_may_last_longer_than_the_holidays():
    patient = replace(WEEK_AFTER_AT_SCHOOL, lasts=timedelta(days=21))
    anchor = date(2027, 2, 1)
    assert leaves(patient, anchor, now=at(anchor + timedelta(days=10))) == date(2027, 2, 22)


def test_who_works_at_a_school_is_said_of_each_subject():
    of_head = Q(role="head")
    rule = replace(WEEK_BEFORE, recipients=[To.user("user", at_school_if(of_head))])
    head = RoleAssignmentFactory(ends_on=date(2027, 2, 24), role="head")
    other = RoleAssignmentFactory(ends_on=date(2027, 2, 24), role="administrator")
    planner.plan(at(date(2027, 2, 1)), [rule])
    found = dict(Notice.objects.values_list("recipient_email", "due_at"))
    assert found[head.user.email] == at(date(2027, 2, 5))
    assert found[other.user.email] == at(date(2027, 2, 17))


def test_a_late_reminder_waits_for_an_open_day(relay):  # noqa: F811
    """Said for Sunday 3, to leave on Thursday 31; known on Sunday: it leaves on Monday."""
    rule = replace(WEEK_BEFORE, offset=days(-10))
    sunday = at(date(2027, 1, 3), 12)
    assert leaves(rule, date(2027, 1, 13), now=sunday) == date(2027, 1, 4)
    assert delivery.send_due(sunday).sent == 0
    assert delivery.send_due(at(date(2027, 1, 4))).sent == 1


def test_a_late_reminder_does_not_wait_beyond_its_life():
    """Said for Monday 4, useful until Saturday 9 at 8; known that day at 7."""
    rule = replace(WEEK_BEFORE, offset=days(-10))
    assert leaves(rule, date(2027, 1, 14), now=at(date(2027, 1, 9), 7)) is None
    assert said_of_it() == (NoticeState.EXPIRED, Missed.CLOSED)


def test_planning_twice_on_a_closed_day_changes_nothing():
    RoleAssignmentFactory(ends_on=date(2027, 1, 13))
    rule = replace(WEEK_BEFORE, offset=days(-10))
    sunday = at(date(2027, 1, 3), 12)
    assert planner.plan(sunday, [rule]) == planner.Plan(planned=1)
    assert planner.plan(sunday + timedelta(hours=1), [rule]) == planner.Plan()
    monday = at(date(2027, 1, 4), 9)
    assert planner.plan(monday, [rule]).planned == 0
