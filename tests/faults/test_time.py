"""The clock that changes and the days when everything stood still: the commands that cron
would run, at the moments given to them, and a real SMTP server."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command

from outbox import kinds
from outbox.enums import MailState, Missed, NoticeState
from outbox.models import Mail, Notice
from outbox.rules import PARIS
from reminders import rules
from tests.accounts.factories import RoleAssignmentFactory
from tests.faults.notices import write
from tests.reminders.rules import DAY_BEFORE, WEEK_BEFORE

pytestmark = pytest.mark.django_db
LONG = pytest.mark.long


@pytest.fixture(autouse=True)
def two_rules(monkeypatch):
    """A week before, at 8; the day before, at 9."""
    monkeypatch.setattr("outbox.doorbell._publish", lambda: None)
    monkeypatch.setattr(rules, "_rules", {})
    monkeypatch.setattr(kinds, "_kinds", dict(kinds._kinds))
    for rule in (WEEK_BEFORE, DAY_BEFORE):
        rules.register(rule)


def tick(now):
    """What beat or cron does at that moment; the notices that left then."""
    before = set(Notice.objects.filter(mail__state=MailState.SENT))
    call_command("plan_reminders", now=now.isoformat())
    call_command("send_outbox", now=now.isoformat())
    return set(Notice.objects.filter(mail__state=MailState.SENT)) - before


def stale(left):
    """How many of {notice: moment} left before they were due or after their end."""
    return sum(
        now < notice.due_at or (notice.not_after is not None and now >= notice.not_after)
        for notice, now in left.items()
    )


# For a role that ends on that day, when its reminder of the week before must leave.
BACK = {
    date(2026, 10, 30): "2026-10-23T08:00:00+02:00",
    date(2026, 11, 1): "2026-10-23T08:00:00+02:00",  # not on the Sunday of the change
    date(2026, 11, 2): "2026-10-26T08:00:00+01:00",
}
FORTH = {
    date(2027, 4, 2): "2027-03-26T08:00:00+01:00",
    date(2027, 4, 4): "2027-03-26T08:00:00+01:00",
    date(2027, 4, 5): "2027-03-26T08:00:00+01:00",  # Easter Monday is a holiday
    date(2027, 4, 6): "2027-03-30T08:00:00+02:00",
}


@pytest.mark.parametrize("hours", [range(5, 9), pytest.param(range(24), marks=LONG)])
@pytest.mark.parametrize(
    ("name", "first", "expected"),
    [
        ("end of summer time, 25 October 2026", datetime(2026, 10, 22, tzinfo=UTC), BACK),
        ("start of summer time, 28 March 2027", datetime(2027, 3, 25, tzinfo=UTC), FORTH),
    ],
    ids=["back", "forth"],
)
def test_the_hour_of_a_reminder_is_local(relay, tell, hours, name, first, expected):
    roles = {RoleAssignmentFactory(ends_on=day).pk: day for day in expected}
    left = {}
    for now in (first + timedelta(days=day, hours=hour) for day in range(6) for hour in hours):
        left |= dict.fromkeys(tick(now), now)

    found = {roles[int(notice.subject_id)]: now for notice, now in left.items()}
    doubled = len(relay.mails()) - len(roles)
    tell(
        name,
        mails=len(roles),
        lost=len(roles) - len(found),
        doubled=doubled,
        stale=stale(left),
    )
    assert {day: now.astimezone(PARIS).isoformat() for day, now in found.items()} == expected
    assert (doubled, stale(left)) == (0, 0)


STOPPED = datetime(2027, 1, 4, 12, tzinfo=PARIS)  # a Monday
STARTED = STOPPED + timedelta(days=3)
# (the day on which the role ends, what becomes of its reminder, why it was missed)
ROLES = [
    (date(2027, 1, 12), NoticeState.QUEUED, ""),  # a week before: the 5th, still useful
    (date(2027, 1, 14), NoticeState.QUEUED, ""),  # a week before: this morning
    (date(2027, 1, 6), NoticeState.EXPIRED, Missed.OUTAGE),  # the day before: the 5th
    (date(2027, 1, 7), NoticeState.EXPIRED, Missed.OUTAGE),
]


def some_roles(number):
    """Roles of each sort; {pk: (state, missed)} expected of their reminders."""
    return {
        RoleAssignmentFactory(ends_on=day).pk: fate for day, *fate in ROLES for _ in range(number)
    }


@pytest.mark.parametrize("number", [1, pytest.param(50, marks=LONG)])
def test_everything_stopped_for_three_days(relay, tell, number):
    expected = some_roles(number)
    over = RoleAssignmentFactory(ends_on=date(2027, 1, 12))
    assert not tick(STOPPED)
    # In the meantime: roles that nobody planned, one that is over, mails that nobody sends.
    expected |= some_roles(number)
    type(over).objects.filter(pk=over.pk).update(state="waiting")
    write(number, not_after=STOPPED + timedelta(days=1))
    write(number)

    left = {}
    for minutes in range(0, 60, 20):
        now = STARTED + timedelta(minutes=minutes)
        left |= dict.fromkeys(tick(now), now)

    settled = Notice.objects.exclude(kind="test.plain").exclude(state=NoticeState.PLANNED)
    found = {int(one.subject_id): [one.state, one.missed] for one in settled}
    assert found == expected | {over.pk: [NoticeState.CANCELLED, ""]}
    late = Notice.objects.filter(kind="test.plain", state=NoticeState.EXPIRED)
    assert late.filter(missed=Missed.OUTAGE).count() == number
    sent = sum(state == NoticeState.QUEUED for state, _ in expected.values()) + number
    lost, doubled = sent - len(left), len(relay.mails()) - sent
    fault = "everything stopped for three days, then restarted"
    assert tell(fault, mails=sent, lost=lost, doubled=doubled, stale=stale(left)) == (0, 0, 0)
    assert Mail.objects.filter(state=MailState.EXPIRED).count() == number
