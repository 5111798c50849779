"""The authority sets hour and offset of a rule, pauses it, takes it back; people see why."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.enums import Rhythm
from directory.history import event_tables
from directory.violations import Refused
from outbox import delivery
from outbox.enums import NoticeState
from outbox.models import Heartbeat, Notice
from outbox.rules import PARIS
from reminders import planner, rules
from reminders.models import RuleSetting
from reminders.rules import days
from reminders.settings import bounds, settings, settle
from reminders.workflow import rules as workflow
from tests.accounts.factories import RoleAssignmentFactory, actor_for
from tests.outbox.smtp import relay  # noqa: F401 - fixture
from tests.reminders.rules import DAY_BEFORE, THREE_WORKING_DAYS, WEEK_BEFORE

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 1, 4, 12, 0, tzinfo=PARIS)  # a Monday
END = date(2027, 1, 20)
WHY = "Trop tôt pour les entreprises."
CODE = WEEK_BEFORE.code


def at(day, hour=8):
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW)


@pytest.fixture
def authority():
    return actor_for(Role.EDUCATION_AUTHORITY)


@pytest.fixture
def role():
    """One role that ends, and its reminder a week before."""
    found = RoleAssignmentFactory(ends_on=END)
    planner.plan(NOW, [WEEK_BEFORE])
    return found


def only():
    return Notice.objects.get(kind=CODE)


def test_another_hour_and_offset_move_what_is_planned_at_once(authority, role):
    seen = workflow.would_touch(CODE, hour=10, number=-5)
    assert (seen, only().due_at) == (planner.Plan(moved=1), at(date(2027, 1, 13)))

    row = workflow.change(authority, CODE, hour=10, number=-5, reason=WHY)

    assert only().due_at == at(date(2027, 1, 15), 10)
    assert only().not_after == only().due_at + timedelta(days=2.5)
    assert planner.plan(NOW, [WEEK_BEFORE]) == planner.Plan()
    entry = JournalEntry.objects.about(row).get()
    assert (entry.user, entry.reason) == (authority.user, WHY)
    assert entry.words == (
        "Une semaine avant la fin d’un rôle : 7 jours avant la fin du rôle, à 8 h → "
        "5 jours avant la fin du rôle, à 10 h"
    )


def test_the_declared_value_is_kept_as_none_and_former_values_are_kept(authority, role):
    workflow.change(authority, CODE, hour=10, number=-5, reason=WHY)
    workflow.change(authority, CODE, hour=8, number=-5, reason=WHY)
    row = RuleSetting.objects.get()
    assert (row.hour, row.number) == (None, -5)
    former = event_tables()[RuleSetting].objects.order_by("pgh_id").values_list("hour", "number")
    assert list(former) == [(None, None), (10, -5)]


def test_a_paused_rule_plans_nothing_cancels_and_comes_back(authority, role):
    assert workflow.would_touch(CODE, paused=True) == planner.Plan(cancelled=1)

    workflow.pause(authority, CODE, reason=WHY)

    assert only().state == NoticeState.CANCELLED
    RoleAssignmentFactory(ends_on=END)
    assert planner.plan(NOW, [WEEK_BEFORE]) == planner.Plan()
    row = RuleSetting.objects.get()
    assert row.paused_by == authority.label and row.pause_reason == WHY
    assert workflow.would_touch(CODE, paused=False) == planner.Plan(planned=1, moved=1)
    workflow.resume(authority, CODE, reason="C’est réparé.")
    assert set(Notice.objects.values_list("state", flat=True)) == {NoticeState.PLANNED}


def test_what_was_already_due_does_not_leave_once_paused(relay, authority, role):  # noqa: F811
    """Whatever the planner does: the rule is asked again before each mail."""
    RuleSetting.objects.create(code=CODE, paused_at=NOW, paused_by="Essai", pause_reason=WHY)

    tally = delivery.send_due(at(date(2027, 1, 13)))

    assert (tally.sent, tally.dropped) == (0, 1) and not relay.mails()


def test_what_has_left_does_not_leave_again_at_another_moment(relay, authority, role):  # noqa: F811
    assert delivery.send_due(at(date(2027, 1, 13))).sent == 1
    workflow.change(authority, CODE, hour=8, number=-2, reason=WHY)
    assert delivery.send_due(at(date(2027, 1, 18))).sent == 0


def test_back_to_what_is_declared_in_one_act(authority, role):
    workflow.change(authority, CODE, hour=9, number=-3, reason=WHY)
    workflow.pause(authority, CODE, reason=WHY)

    row = workflow.restore(authority, CODE, reason="Comme avant.")

    assert (row.hour, row.number, row.paused_at) == (None, None, None)
    assert (only().state, only().due_at) == (NoticeState.PLANNED, at(date(2027, 1, 13)))
    with pytest.raises(Refused, match="valeurs d’origine"):
        workflow.restore(authority, CODE, reason=WHY)


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (lambda who: workflow.change(who, CODE, hour=8, number=-7, reason=WHY), "Rien ne change"),
        (lambda who: workflow.change(who, CODE, hour=6, number=-5, reason=WHY), "entre 7 h"),
        (lambda who: workflow.change(who, CODE, hour=8, number=0, reason=WHY), "de 1 à 400"),
        (lambda who: workflow.change(who, CODE, hour=8, number=5, reason=WHY), "de 1 à 400"),
        (lambda who: workflow.change(who, CODE, hour=9, number=-5, reason=" "), "Dites pourquoi"),
        (lambda who: workflow.pause(who, CODE, reason=""), "Dites pourquoi"),
        (lambda who: workflow.resume(who, CODE, reason=WHY), "pas en pause"),
    ],
)
def test_what_would_make_no_sense_is_refused(authority, act, words):
    with pytest.raises(Refused, match=words):
        act(authority)
    assert not JournalEntry.objects.filter(verb__contains="rappel").exists()


@pytest.mark.parametrize("name", sorted(set(Role) - {Role.EDUCATION_AUTHORITY, Role.ADMINISTRATOR}))
def test_nobody_else_sets_a_rule(name):
    with pytest.raises(Refused, match="rectorat"):
        workflow.pause(actor_for(name), CODE, reason=WHY)
    assert not RuleSetting.objects.visible_to(actor_for(name)).exists()


def test_the_table_holds_the_bounds_too():
    for wrong in ({"hour": 3}, {"number": 999}, {"paused_at": NOW}):
        with pytest.raises(IntegrityError), transaction.atomic():
            RuleSetting.objects.create(code="x", **wrong)


def test_a_series_keeps_its_order():
    first = rules.register(replace(WEEK_BEFORE, code="test.first", follower=DAY_BEFORE.code))
    rows = {}
    assert bounds(first, rows) == (-400, -2)
    assert bounds(DAY_BEFORE, rows) == (-6, -1)
    rows[DAY_BEFORE.code] = RuleSetting(code=DAY_BEFORE.code, number=-3)
    assert bounds(first, rows) == (-400, -4)
    assert bounds(THREE_WORKING_DAYS, rows) == (1, 400)


def test_back_to_what_is_declared_keeps_the_order_too(authority):
    rules.register(replace(WEEK_BEFORE, code="test.first", follower=DAY_BEFORE.code))
    workflow.change(authority, "test.first", hour=8, number=-20, reason=WHY)
    workflow.change(authority, DAY_BEFORE.code, hour=9, number=-12, reason=WHY)
    with pytest.raises(Refused, match="en ordre"):
        workflow.restore(authority, "test.first", reason=WHY)


def test_a_follower_that_is_paused_leaves_its_day_to_the_rule_before():
    first = replace(WEEK_BEFORE, code="test.first", follower=DAY_BEFORE.code)
    assert settle([first], {})[0].room_for == days(-1)
    moved = RuleSetting(code=DAY_BEFORE.code, number=-2)
    assert settle([first], {DAY_BEFORE.code: moved})[0].room_for == days(-2)
    moved.paused_at = NOW
    assert settle([first], {DAY_BEFORE.code: moved})[0].room_for is None


def test_a_change_plans_again_the_rule_that_makes_room(authority):
    """The D-7 of a closure makes room for D-1; D-1 paused, it leaves after all."""
    at_school = {"recipients": [rules.To.user("user", Rhythm.SCHOOL)]}
    rules.register(replace(DAY_BEFORE, code="test.last", **at_school))
    first = replace(WEEK_BEFORE, code="test.first", follower="test.last", **at_school)
    rules.register(first)
    RoleAssignmentFactory(ends_on=date(2027, 2, 22))  # after the winter holidays
    planner.plan(NOW)
    assert not Notice.objects.filter(kind="test.first").exists()

    workflow.pause(authority, "test.last", reason=WHY)

    assert Notice.objects.get(kind="test.first").due_at == at(date(2027, 2, 5))


def test_a_setting_is_read_once_and_beats_nothing(authority, role):
    Heartbeat.objects.all().delete()
    workflow.change(authority, CODE, hour=10, number=-5, reason=WHY)
    assert not Heartbeat.objects.exists()
    assert settings()[CODE].hour == 10


def test_what_a_rule_that_no_longer_exists_had_planned_is_cancelled(role, monkeypatch):
    monkeypatch.delitem(rules._rules, CODE)
    monkeypatch.delitem(planner.all_kinds.__globals__["_kinds"], CODE)
    assert planner.plan(NOW).cancelled == 1
    assert only().state == NoticeState.CANCELLED
