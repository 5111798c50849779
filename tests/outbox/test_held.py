"""News waits for a digest that leaves anyway: with the next one, alone after a while, and at
once in the ordinary way when it is near."""

from datetime import date, datetime, timedelta

import pytest

from directory.calendar import Calendar
from directory.enums import Rhythm
from outbox import delivery, gathering, rules
from outbox.enums import MailState, NoticeState, Urgency
from outbox.kinds import kind_of
from outbox.models import Mail, Notice, Stop
from outbox.recipients import Recipient
from outbox.rules import PARIS
from outbox.topics import Topic
from outbox.workflow import notify
from tests.outbox import kinds
from tests.outbox.kinds import CAMILLE, a_subject, relevant

# The clock of the tests stands on Monday 23 November 2026, 9 h in Paris: due on Tuesday 24.
MONDAY, TUESDAY, THURSDAY, FRIDAY = (date(2026, 11, day) for day in (23, 24, 26, 27))
# Five working days later.
LAST = date(2026, 12, 1)


def at(day, hour=8, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def quiet_doorbell(monkeypatch):
    monkeypatch.setattr("outbox.doorbell._publish", lambda: None)


def tell(kind="test.held", occasion="1", to=CAMILLE, **more):
    return notify(kind, a_subject(), to, occasion=occasion, **more)


def sent(*days):
    """The subjects that leave on each of these mornings."""
    found = []
    for day in days:
        before = set(Mail.objects.values_list("pk", flat=True))
        delivery.send_due(at(day))
        mails = Mail.objects.filter(state=MailState.SENT).exclude(pk__in=before)
        found.append(list(mails.values_list("subject", flat=True)))
    return found


@pytest.mark.django_db
def test_it_is_held_and_goes_with_the_next_digest(mailoutbox):
    notice = tell()
    assert (notice.urgency, notice.due_at) == (Urgency.UNHURRIED, at(TUESDAY))
    assert notice.held_for == "5 jours ouvrés"
    tell("test.daily", "2", due_at=at(FRIDAY))

    assert sent(TUESDAY, THURSDAY, FRIDAY) == [[], [], ["Avis 2 (et 1 autre message)"]]
    notice = Notice.objects.get(occasion="1")
    assert notice.mail.key.endswith(":2026-11-27") and notice.held_for == ""


@pytest.mark.django_db
def test_it_leaves_alone_after_its_working_days_with_all_that_was_held(mailoutbox):
    tell()
    tell(occasion="2", due_at=at(FRIDAY))
    other = tell(to=Recipient("autre@college.example"), due_at=at(FRIDAY))

    assert sent(FRIDAY, date(2026, 11, 30), LAST) == [[], [], ["Avis 1 (et 1 autre message)"]]
    other.refresh_from_db()
    assert other.state == NoticeState.PLANNED  # another person's clock
    assert sent(LAST) == [[]]


@pytest.mark.django_db
def test_a_kind_says_its_own_patience():
    tell("test.held.briefly")
    assert sent(date(2026, 11, 25), THURSDAY) == [[], ["Avis 1"]]


@pytest.mark.django_db
def test_what_happens_before_the_end_of_the_wait_is_not_held(monkeypatch):
    for first, urgency in ((LAST, Urgency.ROUTINE), (LAST + timedelta(1), Urgency.UNHURRIED)):
        monkeypatch.setitem(kinds.span, "days", (first, first))
        assert tell("test.held.dated", str(first)).urgency == urgency
    monkeypatch.setitem(kinds.span, "days", (MONDAY, MONDAY))
    assert tell("test.held.dated", "over", due_at=at(FRIDAY)).urgency == Urgency.UNHURRIED


@pytest.mark.django_db
def test_what_is_useless_by_then_is_not_held():
    assert tell(occasion="1", not_after=at(LAST)).urgency == Urgency.ROUTINE
    assert tell(occasion="2", not_after=at(LAST, 9)).urgency == Urgency.UNHURRIED


@pytest.mark.django_db
def test_a_held_notice_whose_end_came_nearer_leaves_alone_in_time():
    tell(not_after=at(LAST, 9))
    Notice.objects.update(not_after=at(FRIDAY, 7))
    assert sent(date(2026, 11, 25), THURSDAY) == [[], ["Avis 1"]]


@pytest.mark.django_db
def test_families_and_the_eve_of_holidays_wait_for_nothing(time_machine):
    family = Recipient("famille@exemple.test", rhythm=Rhythm.EVERY_DAY)
    assert tell(to=family).urgency == Urgency.ROUTINE
    time_machine.move_to(at(date(2026, 12, 16), 9))
    teacher = Recipient("prof@college.example", rhythm=Rhythm.SCHOOL)
    assert tell(to=teacher).urgency == Urgency.ROUTINE  # else in January
    assert tell().urgency == Urgency.UNHURRIED


@pytest.mark.django_db
def test_what_is_over_or_stopped_while_it_waits_never_leaves(monkeypatch):
    tell("test.held.conditional", "1")
    tell(occasion="2", to=Recipient("autre@college.example"))
    monkeypatch.setitem(relevant, "answer", False)
    Stop.objects.create(email="autre@college.example", topic=Topic.NEWS)

    assert sent(TUESDAY, LAST) == [[], []]
    states = dict(Notice.objects.values_list("occasion", "state"))
    assert states == {"1": NoticeState.CANCELLED, "2": NoticeState.DECLINED}


@pytest.mark.django_db
def test_what_is_held_is_not_left_behind():
    tell()
    assert gathering.left_behind(at(THURSDAY, 12), timedelta(minutes=15)) == 0
    assert gathering.left_behind(at(LAST, 12), timedelta(minutes=15)) == 1


@pytest.mark.django_db
def test_who_does_not_want_to_wait_gets_it():
    tell()
    assert delivery.send_waiting().sent == 1


@pytest.mark.parametrize("rhythm", [Rhythm.SCHOOL, Rhythm.WORK])
def test_the_wait_counted_from_both_ends_is_the_same(rhythm):
    """What is held until a morning has waited long enough that morning, and not the one before."""
    calendar, day = Calendar(), date(2026, 9, 1)
    for number in range(0, 200):
        morning = rules.first_morning(at(day + timedelta(number)), rhythm, calendar, 8)
        limit = rules.held_until(morning, 3, rhythm, calendar)
        before = at(calendar.add_days(limit.date(), -1, rhythm))
        assert morning < rules.held_since(limit, 3, rhythm, calendar)
        assert morning >= rules.held_since(before, 3, rhythm, calendar)


def test_who_may_wait():
    assert kind_of("contract.signed").may_wait == kind_of("documents.round_sealed").may_wait == 5
    assert kind_of("documents.questionnaire_asked").may_wait == 2
    assert kind_of("booking.requested").may_wait == kind_of("booking.refused").may_wait == 0
