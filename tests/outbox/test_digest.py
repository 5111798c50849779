"""One digest per address and day: what it carries, what waits, what may not wait."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier

import pytest
from django.core import mail as django_mail
from django.db import connection, transaction

from directory.enums import Rhythm
from outbox import delivery, gathering
from outbox.enums import MailState, NoticeState, Urgency
from outbox.models import Mail, Notice, Stop
from outbox.recipients import Recipient
from outbox.rules import PARIS
from outbox.topics import Topic
from outbox.workflow import next_reading, notify
from tests.outbox import kinds
from tests.outbox.kinds import CAMILLE, a_subject, relevant

# The clock of the tests stands on Monday 23 November 2026, 9 h in Paris.
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def at(day, hour=8, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def quiet_doorbell(monkeypatch):
    monkeypatch.setattr("outbox.doorbell._publish", lambda: None)


def tell(kind="test.daily", occasion="", to=CAMILLE, **more):
    return notify(kind, a_subject(), to, occasion=occasion, **more)


@pytest.mark.django_db
def test_what_nobody_waits_for_leaves_in_one_mail_the_next_morning(mailoutbox):
    tell("test.daily.news", "3")
    tell("test.daily", "1")
    tell("test.daily.answer", "2")

    assert delivery.send_due(at(MONDAY, 17)).sent == 0
    assert delivery.send_due(at(TUESDAY)).sent == 1

    (message,) = mailoutbox
    mail = Mail.objects.get()
    assert mail.key == f"digest:{CAMILLE.email}:2026-11-24" and mail.state == MailState.SENT
    assert message.subject == "Avis 2 (et 2 autres messages)"
    text, page = message.body, message.alternatives[0][0]
    for part in (text, page):
        places = [part.rindex(f"/avis/{number}/") for number in (2, 1, 3)]
        assert places == sorted(places)  # what waits for an answer first, news last
        assert part.count("parce que vous suivez cet essai") == 3
    assert page.count('<p class="action">') == page.count("<h2>") == 3
    assert "Vos 3 messages du jour" in text and "Vos 3 messages du jour" in page


@pytest.mark.django_db
def test_the_subject_counts_what_waits(mailoutbox):
    tell("test.daily.answer", "1")
    tell("test.daily.answer", "2")
    delivery.send_due(at(TUESDAY))
    assert mailoutbox[0].subject == "2 choses vous attendent : Avis 1"


@pytest.mark.django_db
def test_a_digest_of_one_has_its_own_subject(mailoutbox):
    tell(occasion="1")
    delivery.send_due(at(TUESDAY))
    assert mailoutbox[0].subject == "Avis 1"
    assert "messages du jour" not in mailoutbox[0].body


@pytest.mark.django_db
def test_what_falls_due_after_the_digest_left_waits_for_the_next_one(mailoutbox):
    tell(occasion="1")
    delivery.send_due(at(TUESDAY))
    tell(occasion="2", due_at=at(TUESDAY))
    Notice.objects.filter(occasion="2").update(due_at=at(TUESDAY, 9))

    assert delivery.send_due(at(TUESDAY, 10)).sent == 0
    assert delivery.send_due(at(date(2026, 11, 25))).sent == 1
    assert [one.subject for one in mailoutbox] == ["Avis 1", "Avis 2"]


@pytest.mark.django_db
def test_what_cannot_wait_for_the_next_digest_leaves_alone(mailoutbox):
    tell(occasion="1")
    delivery.send_due(at(TUESDAY))
    tell(occasion="2", due_at=at(TUESDAY))
    end = at(date(2026, 11, 25), 7)
    Notice.objects.filter(occasion="2").update(due_at=at(TUESDAY, 9), not_after=end)

    assert delivery.send_due(at(TUESDAY, 10)).sent == 1
    assert mailoutbox[1].subject == "Avis 2"


@pytest.mark.django_db
def test_a_notice_whose_life_ends_before_the_morning_leaves_at_once(mailoutbox):
    notice = tell(occasion="1", not_after=at(MONDAY, 20))
    assert (notice.urgency, notice.state) == (Urgency.IMMEDIATE, NoticeState.QUEUED)
    assert delivery.send_due().sent == 1


@pytest.mark.django_db
def test_irrelevant_notices_fall_out_and_an_empty_digest_is_cancelled(mailoutbox, monkeypatch):
    tell(occasion="1")
    tell("test.daily.conditional", "2")
    tell("test.daily.conditional", "3", to=Recipient("seul@college.example"))
    monkeypatch.setitem(relevant, "answer", False)

    tally = delivery.send_due(at(TUESDAY))

    assert (tally.sent, tally.dropped) == (1, 1)
    assert mailoutbox[0].subject == "Avis 1"
    assert Notice.objects.filter(state=NoticeState.CANCELLED).count() == 2
    assert Mail.objects.get(recipient_email="seul@college.example").state == MailState.CANCELLED


@pytest.mark.django_db
def test_a_digest_lives_as_long_as_its_last_notice(mailoutbox):
    early, late = at(TUESDAY, 12), at(date(2026, 11, 27))
    tell(occasion="1", not_after=early)
    tell(occasion="2", not_after=late)
    gathering.gather(at(TUESDAY))
    assert Mail.objects.get().not_after == late

    delivery.send_due(at(TUESDAY, 13))

    assert mailoutbox[0].subject == "Avis 2"
    assert Notice.objects.get(occasion="1").state == NoticeState.EXPIRED


@pytest.mark.django_db
def test_a_notice_that_cannot_be_written_does_not_hold_up_the_others(mailoutbox):
    tell(occasion="1")
    tell("test.daily.broken", "2")

    assert delivery.send_due(at(TUESDAY)).sent == 1
    assert mailoutbox[0].subject == "Avis 1"
    tally = delivery.send_due(at(TUESDAY, 8, 1))
    assert tally.retried == 1  # by itself, tried again and shown when it fails for good
    assert Mail.objects.get(state=MailState.PENDING).error == "LookupError"


@pytest.mark.django_db
def test_people_of_schools_read_on_days_of_class_and_families_every_day(mailoutbox):
    """From Friday 18 December in the evening, the eve of the holidays."""
    friday = at(date(2026, 12, 18), 17)
    for rhythm in Rhythm:
        to = Recipient(f"{rhythm}@exemple.test", rhythm=rhythm)
        tell(to=to, due_at=friday)

    def told(day):
        delivery.send_due(at(day))
        return [message.to[0].split("@")[0] for message in mailoutbox[len(before) :]]

    for day, expected in (
        (date(2026, 12, 19), ["every"]),
        (date(2026, 12, 21), ["work"]),
        (date(2026, 12, 22), []),
        (date(2027, 1, 4), ["school"]),
    ):
        before = list(mailoutbox)
        assert told(day) == expected


@pytest.mark.django_db
def test_after_an_outage_nobody_gets_a_digest_at_night_nor_on_a_closed_day(mailoutbox):
    tell(occasion="1")
    saturday, monday = date(2026, 11, 28), date(2026, 11, 30)
    assert delivery.send_due(at(TUESDAY, 22)).sent == 0
    assert delivery.send_due(at(saturday)).sent == 0
    assert delivery.send_due(at(monday)).sent == 1


@pytest.mark.django_db
def test_a_person_of_two_calendars_follows_that_of_each_notice(mailoutbox):
    """On the first Monday of the holidays, the teacher's company reads, the teacher does not."""
    friday = at(date(2026, 12, 18), 17)
    at_school = Recipient(CAMILLE.email, rhythm=Rhythm.SCHOOL)
    tell(occasion="1", to=at_school, due_at=friday)
    tell(occasion="2", due_at=friday)
    delivery.send_due(at(date(2026, 12, 21)))
    delivery.send_due(at(date(2027, 1, 4)))
    assert [message.subject for message in mailoutbox] == ["Avis 2", "Avis 1"]


@pytest.mark.django_db
def test_a_link_asked_for_waits_for_nobody_s_morning(time_machine):
    time_machine.move_to(at(MONDAY, 23))
    family = Recipient("famille@exemple.test", rhythm=Rhythm.EVERY_DAY)
    assert tell("test.plain", to=family).state == NoticeState.QUEUED
    end = at(TUESDAY, 7)
    assert tell(occasion="1", to=family, not_after=end).state == NoticeState.QUEUED


@pytest.mark.django_db
def test_a_family_is_told_of_a_change_in_the_morning(time_machine, monkeypatch):
    time_machine.move_to(at(MONDAY, 23))
    family = Recipient("famille@exemple.test", rhythm=Rhythm.EVERY_DAY)
    monkeypatch.setitem(kinds.span, "days", (TUESDAY, TUESDAY))
    notice = tell("test.changed", to=family)
    assert (notice.urgency, notice.due_at) == (Urgency.IMMEDIATE, at(TUESDAY))


@pytest.mark.django_db
def test_what_happens_within_a_week_is_told_at_once(monkeypatch, mailoutbox):
    for days, urgency in ((6, Urgency.IMMEDIATE), (9, Urgency.ROUTINE)):
        first = MONDAY + timedelta(days=days)
        monkeypatch.setitem(kinds.span, "days", (first, first))
        assert tell("test.changed", str(days)).urgency == urgency
    first = TUESDAY
    monkeypatch.setitem(kinds.span, "days", (first, first))
    assert tell("test.dated", "tomorrow").urgency == Urgency.IMMEDIATE
    assert delivery.send_due().sent == 2


class Somebody:
    """As much of an Actor as the outbox asks."""

    def __init__(self, email):
        self.email = email

    def is_person(self, email, user_id):
        return email == self.email


@pytest.mark.django_db
def test_a_persons_own_action_is_never_mailed_back():
    own, other = Somebody(CAMILLE.email), Somebody("autre@college.example")
    assert tell(by=own) is None
    assert tell("test.alert", by=own)  # what protects an account
    assert tell(by=other)
    assert Notice.objects.count() == 2


@pytest.mark.django_db
def test_what_an_address_stopped_never_leaves(mailoutbox):
    Stop.objects.create(email=CAMILLE.email, topic=Topic.NEWS)
    tell("test.daily.news", "1")
    tell(occasion="2")
    delivery.send_due(at(TUESDAY))
    assert [message.subject for message in mailoutbox] == ["Avis 2"]
    notice = Notice.objects.get(occasion="1")
    assert notice.outcome == ("declined", "arrêté par le destinataire")


@pytest.mark.django_db
def test_what_waits_can_be_brought_forward(mailoutbox):
    """For who tries the demonstration: twice on the same day, and once for a school."""
    tell(occasion="1")
    delivery.send_waiting()
    tell(occasion="2")
    tell(occasion="3", to=Recipient("prof@college.example", rhythm=Rhythm.SCHOOL))
    tell(occasion="4", due_at=at(date(2026, 12, 3)))  # that is for another day
    delivery.send_waiting()
    assert [message.subject for message in mailoutbox] == ["Avis 1", "Avis 2", "Avis 3"]


@pytest.mark.django_db
def test_pages_say_when_the_other_is_told():
    assert next_reading(Rhythm.WORK) == "demain matin, 8 h"


@pytest.mark.django_db
def test_the_hour_is_a_setting(settings):
    settings.DIGEST_HOUR = 10
    assert tell().due_at == at(MONDAY, 10)


@pytest.mark.concurrency
@pytest.mark.django_db(transaction=True)
def test_eight_gatherers_at_once_make_one_digest_each():
    people = [Recipient(f"p{number}@college.example") for number in range(20)]
    with transaction.atomic():
        for person in people:
            for occasion in ("1", "2", "3"):
                tell(occasion=occasion, to=person)
    start = Barrier(8)

    def gather(_):
        try:
            start.wait(30)
            gathering.gather(at(TUESDAY))
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(gather, range(8)))

    assert Mail.objects.count() == 20
    assert Notice.objects.filter(state=NoticeState.QUEUED).count() == 60


@pytest.mark.django_db
def test_a_long_list_of_people_is_gathered_in_batches(monkeypatch, mailoutbox):
    monkeypatch.setattr(gathering, "BATCH", 3)
    for number in range(10):
        for occasion in ("1", "2"):
            tell(occasion=occasion, to=Recipient(f"p{number}@college.example"))
    delivery.send_due(at(TUESDAY))
    assert len(mailoutbox) == 10 == len({message.to[0] for message in django_mail.outbox})
