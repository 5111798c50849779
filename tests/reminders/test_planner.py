"""The planner keeps the planned notices in line with the rules."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from directory.calendar import Calendar
from directory.models import CalendarDay
from outbox import delivery
from outbox.enums import Missed, NoticeState, Urgency
from outbox.models import Mail, Notice
from outbox.rules import PARIS
from reminders import planner, rules
from reminders.shifts import Shifts
from tests.accounts.factories import RoleAssignmentFactory, UserFactory
from tests.outbox.smtp import relay  # noqa: F401 - fixture
from tests.reminders.rules import (
    DAY_BEFORE,
    THREE_WORKING_DAYS,
    TWO_RECIPIENTS,
    WEEK_BEFORE,
)

pytestmark = pytest.mark.django_db

NOW = datetime(2027, 1, 4, 12, 0, tzinfo=PARIS)  # a Monday
END = date(2027, 1, 20)


def at(day, hour=8):
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)


def plan(*chosen, now=NOW):
    return planner.plan(now, chosen or [WEEK_BEFORE])


def test_a_reminder_is_planned_at_its_local_hour():
    role = RoleAssignmentFactory(ends_on=END)

    assert plan().planned == 1

    notice = Notice.objects.get()
    assert notice.subject == role and notice.user == role.user
    assert notice.recipient_email == role.user.email
    assert notice.recipient_name == f"{role.user.first_name} {role.user.last_name}"
    assert notice.due_at == at(date(2027, 1, 13))
    assert notice.not_after == notice.due_at + timedelta(days=3.5)
    assert notice.occasion == "2027-01-20"
    assert notice.dedup_key == (
        f"test.j7:accounts.roleassignment.{role.pk}:{role.user.email}:2027-01-20"
    )
    assert (notice.state, notice.urgency) == (NoticeState.PLANNED, Urgency.ROUTINE)


def test_the_local_hour_holds_across_the_end_of_summer_time():
    RoleAssignmentFactory(ends_on=date(2027, 11, 4))  # clocks go back on 31 October

    plan(WEEK_BEFORE, DAY_BEFORE, now=at(date(2027, 10, 20)))

    week, day = Notice.objects.order_by("due_at").values_list("due_at", flat=True)
    assert week.astimezone(PARIS).isoformat() == "2027-10-28T08:00:00+02:00"
    assert day.astimezone(PARIS).isoformat() == "2027-11-03T09:00:00+01:00"


def test_planning_twice_changes_nothing():
    RoleAssignmentFactory(ends_on=END)

    assert plan() == planner.Plan(planned=1)
    assert plan() == planner.Plan()


def test_working_days_skip_the_week_end_and_public_holidays():
    # Wednesday 5 May 2027; Thursday 6 is Ascension, then a week-end.
    UserFactory(date_joined=at(date(2027, 5, 5), 23))

    plan(THREE_WORKING_DAYS, now=at(date(2027, 5, 6)))

    assert Notice.objects.get().due_at == at(date(2027, 5, 11))


def test_a_datetime_anchor_counts_from_its_day_in_paris():
    late = datetime(2027, 1, 4, 23, 30, tzinfo=PARIS)  # still the 4th, 22:30 UTC
    early = datetime(2027, 1, 5, 0, 30, tzinfo=PARIS)  # already the 5th, 23:30 UTC
    for moment in (late, early):
        UserFactory(date_joined=moment)

    plan(THREE_WORKING_DAYS)

    days = sorted(notice.occasion for notice in Notice.objects.all())
    assert days == ["2027-01-04", "2027-01-05"]


def test_school_days_follow_the_corrections_of_the_calendar():
    rule = rules.Rule(
        **{**THREE_WORKING_DAYS.__dict__, "code": "test.school", "offset": rules.school_days(1)}
    )
    CalendarDay.objects.create(day=date(2027, 1, 5), zone="C", is_open=False, label="Neige")

    def said(calendar):
        days = Shifts(calendar, NOW).days(rule)
        return {day.said for day in days if day.anchor == date(2027, 1, 4)}

    assert said(Calendar.load()) == {date(2027, 1, 6)}
    assert said(Calendar()) == {date(2027, 1, 5)}


def test_a_date_that_moves_moves_the_reminder():
    role = RoleAssignmentFactory(ends_on=END)
    plan()
    type(role).objects.update(ends_on=date(2027, 1, 27))

    assert plan() == planner.Plan(planned=1, cancelled=1)

    states = dict(Notice.objects.values_list("occasion", "state"))
    assert states == {"2027-01-20": NoticeState.CANCELLED, "2027-01-27": NoticeState.PLANNED}


def test_a_date_that_moves_back_brings_the_reminder_back():
    role = RoleAssignmentFactory(ends_on=END)
    plan()
    for day in (date(2027, 1, 27), END):
        type(role).objects.update(ends_on=day)
        plan()

    assert Notice.objects.get(occasion="2027-01-20").state == NoticeState.PLANNED
    assert Notice.objects.get(occasion="2027-01-27").state == NoticeState.CANCELLED


def test_another_hour_moves_what_is_planned(monkeypatch):
    RoleAssignmentFactory(ends_on=END)
    plan()
    later = rules.Rule(**{**WEEK_BEFORE.__dict__, "hour": 10})

    assert plan(later) == planner.Plan(moved=1)
    assert Notice.objects.get().due_at == at(date(2027, 1, 13), 10)


@pytest.mark.parametrize("over", ["leaves the rule", "is deleted"])
def test_a_subject_that_is_over_cancels_its_reminder(over):
    role = RoleAssignmentFactory(ends_on=END)
    plan()
    if over == "is deleted":
        role.delete()
    else:
        type(role).objects.update(state="waiting")

    assert plan() == planner.Plan(cancelled=1)


def test_every_recipient_gets_one_and_an_empty_address_none():
    boss = UserFactory()
    both = RoleAssignmentFactory(ends_on=END, granted_by=boss)
    RoleAssignmentFactory(ends_on=END, granted_by=None, user__email="seul@exemple.test")

    assert plan(TWO_RECIPIENTS).planned == 3

    assert set(Notice.objects.values_list("recipient_email", flat=True)) == {
        both.user.email,
        boss.email,
        "seul@exemple.test",
    }


def test_what_is_already_stale_is_never_planned():
    RoleAssignmentFactory(ends_on=NOW.date() + timedelta(days=1))  # D-7 was six days ago

    assert plan().planned == 0


def test_after_an_outage_a_reminder_that_still_helps_leaves_and_a_stale_one_does_not(relay):  # noqa: F811
    RoleAssignmentFactory(ends_on=END)
    plan(WEEK_BEFORE, DAY_BEFORE)

    two_days_late = at(date(2027, 1, 15))
    assert delivery.send_due(two_days_late).sent == 1
    a_day_late = at(date(2027, 1, 20))
    assert delivery.send_due(a_day_late).sent == 0
    missed = Notice.objects.get(state=NoticeState.EXPIRED)
    assert (missed.kind, missed.missed) == ("test.j1", Missed.OUTAGE)
    assert Notice.objects.filter(state=NoticeState.QUEUED).count() == 1


def test_what_ended_while_the_planner_was_down_is_kept_as_missed():
    plan(now=at(date(2027, 1, 4)))
    RoleAssignmentFactory(ends_on=END)  # D-7 is the 13th, until the 16th in the evening
    back = at(date(2027, 1, 18))

    assert plan(now=back) == planner.Plan(missed=1)

    notice = Notice.objects.get()
    assert (notice.state, notice.missed) == (NoticeState.EXPIRED, Missed.OUTAGE)
    assert notice.outcome == ("expired", "trop tard")
    assert plan(now=back) == planner.Plan()
    assert delivery.send_due(back).sent == 0


def test_a_broken_rule_does_not_hide_what_ended_meanwhile():
    plan(now=at(date(2027, 1, 4)))
    RoleAssignmentFactory(ends_on=END)
    broken = rules.Rule(**{**WEEK_BEFORE.__dict__, "anchor": "nowhere"})

    assert plan(broken, now=at(date(2027, 1, 18), 8)) == planner.Plan(broken=1)
    assert plan(now=at(date(2027, 1, 18), 9)) == planner.Plan(missed=1)


def test_a_planner_that_was_down_catches_up(relay):  # noqa: F811
    RoleAssignmentFactory(ends_on=END)
    late = at(date(2027, 1, 15))

    plan(WEEK_BEFORE, DAY_BEFORE, now=late)

    assert delivery.send_due(late).sent == 1


def test_the_d7_mail_is_not_sent_at_d1(relay):  # noqa: F811
    RoleAssignmentFactory(ends_on=END)
    plan(WEEK_BEFORE, DAY_BEFORE)
    eve = at(date(2027, 1, 19), 10)

    plan(WEEK_BEFORE, DAY_BEFORE, now=eve)

    assert delivery.send_due(eve).sent == 1
    (told,) = Mail.objects.get().notices.all()
    assert told.kind == "test.j1"


@pytest.mark.parametrize(
    "change", [{"state": "waiting"}, {"ends_on": date(2027, 1, 27)}, {"user": "other"}]
)
def test_what_changed_since_the_last_plan_is_seen_before_sending(relay, change):  # noqa: F811
    role = RoleAssignmentFactory(ends_on=END)
    plan()
    if "user" in change:
        change = {"user": UserFactory()}
    type(role).objects.update(**change)

    tally = delivery.send_due(at(date(2027, 1, 13)))

    assert (tally.sent, tally.dropped) == (0, 1) and not relay.mails()


def test_a_reminder_that_left_is_not_planned_again(relay):  # noqa: F811
    RoleAssignmentFactory(ends_on=END)
    plan()
    due = at(date(2027, 1, 13))
    assert delivery.send_due(due).sent == 1

    assert plan(now=due + timedelta(minutes=10)) == planner.Plan()
    assert delivery.send_due(due + timedelta(minutes=20)).sent == 0


def test_the_command_plans_at_the_moment_given(capsys):
    RoleAssignmentFactory(ends_on=END)

    call_command("plan_reminders", now="2027-01-04T12:00")

    # One week before and the day before to the person, and the first rule of two people.
    assert capsys.readouterr().out == "planned=3 moved=0 cancelled=0 missed=0\n"
    with pytest.raises(CommandError, match="ISO"):
        call_command("plan_reminders", now="demain")


def test_a_broken_rule_does_not_silence_the_others():
    RoleAssignmentFactory(ends_on=END)
    broken = rules.Rule(**{**WEEK_BEFORE.__dict__, "code": "test.broken", "anchor": "nowhere"})

    assert plan(broken, WEEK_BEFORE) == planner.Plan(planned=1, broken=1)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_eight_planners_at_once_plan_each_reminder_once():
    RoleAssignmentFactory.create_batch(60, user=UserFactory(), ends_on=END)

    def one(_):
        try:
            return planner.plan(NOW, [WEEK_BEFORE, DAY_BEFORE]).planned
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        planned = list(pool.map(one, range(8)))

    assert sum(planned) == Notice.objects.count() == 120


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_control_planners_that_look_before_they_write_give_doubles():
    """Without the key and the turn-taking the same harness must show doubles."""
    RoleAssignmentFactory.create_batch(60, user=UserFactory(), ends_on=END)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE naive_plan (key text)")

    def naive(_):
        try:
            for role in WEEK_BEFORE.subjects():
                key = f"{role.pk}:{role.ends_on}"
                with connection.cursor() as cursor:
                    cursor.execute("SELECT 1 FROM naive_plan WHERE key = %s", [key])
                    if not cursor.fetchone():
                        cursor.execute("INSERT INTO naive_plan VALUES (%s)", [key])
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(naive, range(8)))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) - count(DISTINCT key) FROM naive_plan")
        doubles = cursor.fetchone()[0]
        cursor.execute("DROP TABLE naive_plan")

    assert doubles > 0


def test_planning_costs_one_statement_per_rule(django_assert_num_queries):
    RoleAssignmentFactory.create_batch(30, user=UserFactory(), ends_on=END)
    plan(now=timezone.now())  # content types are known from here on

    # Calendar, settings, two of the beat, turn, statement, savepoints.
    with django_assert_num_queries(8):
        plan()
