"""Planner and sender against a plain Python model, whatever happens in between.

Dates move, subjects are over and come back, recipients change, rules are set and paused,
schools close, planner or sender are down. After every step the notices are those of the
model; nothing stale was sent, nothing twice, and what did not leave has its cause.

A subject that is over at the very moment of sending is a cause: its reminder is dropped,
also when the subject comes back within the hour.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import Q
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import RoleAssignment
from directory.calendar import Calendar
from directory.models import CalendarDay
from outbox import delivery, smtp
from outbox.kinds import MailContent
from outbox.models import Notice
from reminders import planner, rules
from reminders.models import RuleSetting
from reminders.rules import Rule, To, at_school_if, days, working_days
from tests.accounts.factories import RoleAssignmentFactory, UserFactory

PARIS = ZoneInfo("Europe/Paris")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
HORIZON = timedelta(days=40)
# The end of summer time, a 29 February, winter holidays of zone C, Christmas, May's bridges.
STARTS = [
    date(2027, 10, 22),
    date(2028, 2, 21),
    date(2027, 1, 29),
    date(2026, 12, 15),
    date(2027, 4, 28),
]
sent = []


def told(notice):
    """What leaves is written down as it is rendered."""
    sent.append((notice.kind, int(notice.subject_id), notice.recipient_email, notice.occasion))
    return MailContent(subject="Rappel", paragraphs=["Texte."])


def validated():
    return RoleAssignment.objects.filter(state="validated")


COMMON = {
    "why": "vous suivez cet essai",
    "render": told,
    "subjects": validated,
    "recipients": [To.user("user", at_school_if(Q(role="head")))],
    "anchor": "ends_on",
    "anchor_label": "la fin du rôle",
}
RULES = [
    Rule(code="model.week", label="Semaine", offset=days(-7), follower="model.eve", **COMMON),
    Rule(code="model.eve", label="Veille", offset=days(-1), hour=9, **COMMON),
    Rule(code="model.after", label="Après", offset=working_days(3), **COMMON),
]
NUMBERS = {"model.week": (-12, -3), "model.eve": (-2, -1), "model.after": (1, 6)}


@dataclass(frozen=True)
class Expected:
    """A notice as the model has it: planned, cancelled, expired, sent or dropped."""

    state: str
    due: datetime
    not_after: datetime
    missed: str = ""


@dataclass
class Subject:
    ends_on: date
    valid: bool
    email: str
    at_school: bool


@dataclass
class Setting:
    hour: int
    number: int
    paused: bool = False


class Model:
    """What should be planned and sent, one subject and one rule at a time."""

    def __init__(self, now):
        self.now, self.planned_at = now, None
        self.subjects, self.notices, self.closed = {}, {}, {}
        self.settings = {one.code: Setting(one.hour, one.offset.number) for one in RULES}

    def is_open(self, day, at_school):
        calendar = Calendar({day: (not shut, "Essai") for day, shut in self.closed.items()})
        return calendar.is_school_day(day) if at_school else calendar.is_working_day(day)

    def moment(self, code, anchor, at_school):
        """(day as computed, open day) of a reminder."""
        number = self.settings[code].number
        said, left = anchor, abs(number)
        while code == "model.after" and left:
            said += DAY
            left -= self.is_open(said, at_school=False)
        if code != "model.after":
            said += number * DAY
        leaves = said
        while not self.is_open(leaves, at_school):
            leaves += DAY if number > 0 else -DAY
        return said, leaves

    def says(self, code, subject):
        """The notice that the rule wants for the subject now; None for none."""
        setting = self.settings[code]
        if setting.paused or not subject.valid:
            return None
        said, day = self.moment(code, subject.ends_on, subject.at_school)
        if code == "model.week" and day == self.day_of_eve(subject):
            return None
        before = setting.number < 0
        life = -setting.number * DAY / 2 if before else 4 * DAY
        end = at(said, setting.hour) + life
        leaves = at(day, setting.hour)
        late = self.late_from(setting.hour, subject.at_school)
        due = max(leaves, late)
        missed = ""
        if leaves >= end:
            missed = "closed"
        elif end <= self.now:
            missed = "outage"
        elif late >= end:
            missed = "closed"
        since = self.now if self.planned_at is None else min(self.planned_at, self.now)
        if min(due, end) > self.now + HORIZON or end <= since:
            return None
        return Expected("expired" if missed else "planned", due, end, missed)

    def day_of_eve(self, subject):
        """The day on which the last of the series leaves; None when it is paused."""
        if self.settings["model.eve"].paused:
            return None
        return self.moment("model.eve", subject.ends_on, subject.at_school)[1]

    def late_from(self, hour, at_school):
        day = today = self.now.astimezone(PARIS).date()
        while not self.is_open(day, at_school):
            day += DAY
        return at(day, hour) if day > today else datetime.min.replace(tzinfo=PARIS)

    def plan(self):
        for code in self.settings:
            said = {
                (code, pk, subject.email, subject.ends_on.isoformat()): wanted
                for pk, subject in self.subjects.items()
                if (wanted := self.says(code, subject))
            }
            for key, notice in self.notices.items():
                waits = notice.state in ("planned", "expired") and notice.not_after > self.now
                if key[0] == code and waits and key not in said:
                    self.notices[key] = replace(notice, state="cancelled", missed="")
            for key, wanted in said.items():
                known = self.notices.get(key)
                if known is None:
                    self.notices[key] = wanted
                elif known.state in ("sent", "dropped"):
                    continue
                elif known.state != "expired" or not wanted.missed:
                    moved = (known.state, known.due, known.not_after) != (
                        wanted.state,
                        wanted.due,
                        wanted.not_after,
                    )
                    self.notices[key] = wanted if moved else known
        self.planned_at = self.now

    def send(self):
        """What leaves now, as keys; what is over or too late gets its cause."""
        leaving = []
        for key, notice in self.notices.items():
            if notice.state != "planned" or notice.due > self.now:
                continue
            if notice.not_after <= self.now:
                self.notices[key] = replace(notice, state="expired", missed="outage")
            elif self.holds(key):
                self.notices[key] = replace(notice, state="sent")
                leaving.append(key)
            else:
                self.notices[key] = replace(notice, state="dropped")
        return leaving

    def holds(self, key):
        code, pk, email, occasion = key
        subject = self.subjects[pk]
        says = subject.valid and not self.settings[code].paused
        return says and (subject.email, subject.ends_on.isoformat()) == (email, occasion)


def at(day, hour):
    return datetime.combine(day, time(hour), PARIS).astimezone(ZoneInfo("UTC"))


class Transport:
    def send(self, prepared, seconds):
        return "250 ok"

    def close(self):
        pass


class Machine(RuleBasedStateMachine):
    """The same acts on the database and on the model."""

    @initialize(start=st.sampled_from(STARTS), hour=st.integers(0, 23))
    def begin(self, start, hour):
        sent.clear()
        self.savepoint = connection.savepoint()
        self.model = Model(at(start, hour))
        self.people = UserFactory.create_batch(3)
        for person, within in enumerate((4, 9, 15)):
            self.create(within, person, at_school=person == 1)
        self.tick()

    def teardown(self):
        if hasattr(self, "savepoint"):
            connection.savepoint_rollback(self.savepoint)

    def tick(self, *, planner_up=True, sender_up=True):
        """One run of the planner, then one of the sender, where they are up."""
        if planner_up:
            plan = planner.plan(self.model.now, RULES)
            assert not plan.broken
            self.model.plan()
        if sender_up:
            before = len(sent)
            delivery.send_due(self.model.now)
            assert sorted(sent[before:]) == sorted(self.model.send())
            self.check_run(sent[before:], open_days=planner_up)

    def check_run(self, keys, *, open_days):
        """Nothing stale among what just left; nothing that is due was left behind."""
        now = self.model.now
        for code, pk, email, occasion in keys:
            notice = Notice.objects.get(
                kind=code, subject_id=str(pk), recipient_email=email, occasion=occasion
            )
            assert notice.due_at <= now < notice.not_after
            day, subject = now.astimezone(PARIS).date(), self.model.subjects[pk]
            assert self.model.is_open(day, subject.at_school) or not open_days
        assert not Notice.objects.filter(state="planned", due_at__lte=now).exists()

    @rule(within=st.integers(-5, 25), person=st.integers(0, 2), at_school=st.booleans())
    def add(self, within, person, at_school):
        self.create(within, person, at_school)

    def create(self, within, person, at_school):
        ends_on = self.model.now.astimezone(PARIS).date() + within * DAY
        user, role = self.people[person], "head" if at_school else "rbde"
        row = RoleAssignmentFactory(
            user=user, role=role, starts_on=date(2020, 1, 1), ends_on=ends_on
        )
        self.model.subjects[row.pk] = Subject(ends_on, True, user.email, at_school)

    @precondition(lambda self: self.model.subjects)
    @rule(data=st.data(), by=st.integers(-10, 15))
    def move_date(self, data, by):
        pk, subject = self.pick(data)
        subject.ends_on += by * DAY
        RoleAssignment.objects.filter(pk=pk).update(ends_on=subject.ends_on)

    @precondition(lambda self: self.model.subjects)
    @rule(data=st.data())
    def end_or_revive(self, data):
        pk, subject = self.pick(data)
        subject.valid = not subject.valid
        state = "validated" if subject.valid else "waiting"
        RoleAssignment.objects.filter(pk=pk).update(state=state)

    @precondition(lambda self: self.model.subjects)
    @rule(data=st.data(), person=st.integers(0, 2))
    def change_recipient(self, data, person):
        pk, subject = self.pick(data)
        subject.email = self.people[person].email
        RoleAssignment.objects.filter(pk=pk).update(user=self.people[person])

    @rule(data=st.data(), code=st.sampled_from(sorted(NUMBERS)), hour=st.integers(7, 19))
    def set_rule(self, data, code, hour):
        setting = self.model.settings[code]
        setting.hour, setting.number = hour, data.draw(st.integers(*NUMBERS[code]))
        self.save(code, setting)

    @rule(code=st.sampled_from(sorted(NUMBERS)))
    def pause_or_resume(self, code):
        setting = self.model.settings[code]
        setting.paused = not setting.paused
        self.save(code, setting)

    @rule(ahead=st.integers(-3, 20), shut=st.booleans())
    def correct_calendar(self, ahead, shut):
        day = self.model.now.astimezone(PARIS).date() + ahead * DAY
        self.model.closed[day] = shut
        CalendarDay.objects.update_or_create(
            day=day, zone="C", defaults={"is_open": not shut, "label": "Essai"}
        )

    @rule(number=st.integers(1, 3), hours=st.integers(0, 9))
    def days_pass(self, number, hours):
        """A run a day, in the morning and in the evening."""
        for _ in range(number):
            for step in (9 * HOUR + hours * HOUR, 15 * HOUR - hours * HOUR):
                self.model.now += step
                self.tick()

    @rule(minutes=st.sampled_from([1, 10, 60, 300]))
    def minutes_pass(self, minutes):
        self.model.now += timedelta(minutes=minutes)
        self.tick()

    @rule(number=st.integers(1, 9), down=st.sampled_from(["planner", "sender", "both"]))
    def outage(self, number, down):
        for _ in range(number):
            self.model.now += DAY
            self.tick(planner_up=down == "sender", sender_up=down == "planner")

    @invariant()
    def the_notices_are_those_of_the_model(self):
        if hasattr(self, "model"):
            assert self.found() == self.model.notices

    @invariant()
    def nothing_is_sent_twice(self):
        assert len(sent) == len(set(sent))

    @invariant()
    def what_never_left_says_why(self):
        for state, missed in Notice.objects.values_list("state", "missed"):
            assert (state == "expired") == bool(missed)

    def pick(self, data):
        pk = data.draw(st.sampled_from(sorted(self.model.subjects)))
        return pk, self.model.subjects[pk]

    @staticmethod
    def save(code, setting):
        pause = {"paused_at": None, "paused_by": "", "pause_reason": ""}
        if setting.paused:
            pause = {"paused_at": at(STARTS[0], 8), "paused_by": "x", "pause_reason": "x"}
        values = {"hour": setting.hour, "number": setting.number} | pause
        RuleSetting.objects.update_or_create(code=code, defaults=values)

    @staticmethod
    def found():
        """The notices of the table, in the words of the model."""
        found = {}
        for notice in Notice.objects.select_related("mail"):
            state = notice.state
            if notice.mail:
                state = "sent" if notice.mail.state == "sent" else "dropped"
            key = (
                notice.kind,
                int(notice.subject_id),
                notice.recipient_email,
                notice.occasion,
            )
            found[key] = Expected(state, notice.due_at, notice.not_after, notice.missed)
        return found


@pytest.fixture
def world(db, monkeypatch):
    monkeypatch.setattr(smtp, "transport", Transport)
    monkeypatch.setattr(rules, "_rules", {})
    for one in RULES:
        rules.register(one)


def explore(examples, steps):
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            derandomize=examples < 50,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_planner_and_sender_do_as_the_model(world):
    explore(examples=6, steps=18)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_planner_and_sender_do_as_the_model_for_long(world):
    explore(examples=200, steps=40)
