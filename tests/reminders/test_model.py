"""Planner and sender against a plain Python model, whatever happens in between.

Dates move, subjects are over and come back, recipients change, rules are set and paused,
schools close, planner or sender are down. After every step the notices are those of the
model; nothing stale was sent, nothing twice, and what did not leave has its cause.
"""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.db.models.functions import TruncDate
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
from directory.models import CalendarDay
from outbox import delivery, smtp
from outbox.kinds import MailContent
from outbox.models import Notice, Stop
from outbox.topics import Topic
from reminders import planner, rules
from reminders.models import RuleSetting
from reminders.rules import Rule, To, at_school_if, days, working_days
from tests.accounts.factories import RoleAssignmentFactory, UserFactory
from tests.reminders.model import DAY, HOUR, PARIS, Expected, Model, Subject, at
from tests.reminders.stories import STARTS, STORIES

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
    Rule(
        code="model.both",
        label="Aux deux",
        offset=days(2),
        until=TruncDate("validated_at", tzinfo=PARIS),
        **COMMON | {"recipients": [*COMMON["recipients"], To.user("granted_by")]},
    ),
]
NUMBERS = {
    "model.week": (-12, -3),
    "model.eve": (-2, -1),
    "model.after": (1, 6),
    "model.both": (1, 5),
}
SET = st.sampled_from(
    [(code, number) for code, (low, high) in NUMBERS.items() for number in range(low, high + 1)]
)
WHICH = st.integers(0, 999)  # of the subjects there are, one after the other


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
        self.people, self.granter = UserFactory.create_batch(3), UserFactory()
        self.model = Model(at(start, hour), RULES, self.granter.email)
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
            day, at_school = now.astimezone(PARIS).date(), self.model.is_at_school(pk, email)
            assert self.model.is_open(day, at_school) or not open_days
        for notice in Notice.objects.filter(state="planned", due_at__lte=now):
            key = (notice.kind, int(notice.subject_id), notice.recipient_email, notice.occasion)
            assert not self.model.is_too_short(key)

    @rule(within=st.integers(-5, 25), person=st.integers(0, 2), at_school=st.booleans())
    def add(self, within, person, at_school):
        self.create(within, person, at_school)

    def create(self, within, person, at_school):
        ends_on = self.model.now.astimezone(PARIS).date() + within * DAY
        user, role = self.people[person], "head" if at_school else "rbde"
        row = RoleAssignmentFactory(
            user=user,
            role=role,
            starts_on=date(2020, 1, 1),
            ends_on=ends_on,
            granted_by=self.granter,
            validated_at=at(ends_on + 3 * DAY, 12),
        )
        self.model.subjects[row.pk] = Subject(
            ends_on, True, user.email, at_school, ends_on + 3 * DAY
        )

    @precondition(lambda self: self.model.subjects)
    @rule(which=WHICH, by=st.integers(-10, 15))
    def move_date(self, which, by):
        pk, subject = self.pick(which)
        subject.ends_on += by * DAY
        RoleAssignment.objects.filter(pk=pk).update(ends_on=subject.ends_on)

    @precondition(lambda self: self.model.subjects)
    @rule(which=WHICH, by=st.integers(-5, 5))
    def move_last_day(self, which, by):
        """The last day on which the reminder to both is of use."""
        pk, subject = self.pick(which)
        subject.until += by * DAY
        RoleAssignment.objects.filter(pk=pk).update(validated_at=at(subject.until, 12))

    @precondition(lambda self: self.model.subjects)
    @rule(which=WHICH)
    def end_or_revive(self, which):
        pk, subject = self.pick(which)
        subject.valid = not subject.valid
        state = "validated" if subject.valid else "waiting"
        RoleAssignment.objects.filter(pk=pk).update(state=state)

    @precondition(lambda self: self.model.subjects)
    @rule(which=WHICH, person=st.integers(0, 2))
    def change_recipient(self, which, person):
        pk, subject = self.pick(which)
        subject.email = self.people[person].email
        RoleAssignment.objects.filter(pk=pk).update(user=self.people[person])

    @rule(set_to=SET, hour=st.integers(7, 19))
    def set_rule(self, set_to, hour):
        code, number = set_to
        setting = self.model.settings[code]
        setting.hour, setting.number = hour, number
        self.save(code, setting)

    @rule(code=st.sampled_from(sorted(NUMBERS)))
    def pause_or_resume(self, code):
        setting = self.model.settings[code]
        setting.paused = not setting.paused
        self.save(code, setting)

    @rule(person=st.integers(0, 2))
    def stop_or_take_again(self, person):
        email = self.people[person].email
        self.model.stopped ^= {email}
        stops = Stop.objects.filter(email=email)
        if email not in self.model.stopped:
            stops.delete()
        else:
            Stop.objects.create(email=email, topic=Topic.REMINDERS)

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

    def pick(self, which):
        known = sorted(self.model.subjects)
        pk = known[which % len(known)]
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
                left = (state, notice.mail.state) == ("queued", "sent")
                state = "sent" if left else "dropped"
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


# Two of them are told before every push.
QUICK = list(STORIES)[:2]
OTHERS = [pytest.param(story, marks=pytest.mark.long) for story in list(STORIES)[2:]]


@pytest.mark.parametrize("story", [*QUICK, *OTHERS])
def test_a_story_goes_as_the_model_says(world, story):
    start, hour, acts = STORIES[story]
    machine = Machine()
    machine.begin(start, hour)
    for name, *values in acts:
        getattr(machine, name)(*values)
        machine.the_notices_are_those_of_the_model()
        machine.nothing_is_sent_twice()
        machine.what_never_left_says_why()


@pytest.mark.long
def test_planner_and_sender_do_as_the_model(world):
    explore(examples=4, steps=14)


@pytest.mark.long
@pytest.mark.timeout(1200)
def test_planner_and_sender_do_as_the_model_for_long(world):
    explore(examples=200, steps=40)
