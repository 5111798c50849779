"""What the relay answers, and what follows (RELIABILITY §2)."""

import smtplib
import socket
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.core.mail import EmailMessage
from django.utils import timezone

from outbox import delivery, failures, smtp
from outbox.enums import MailState
from outbox.leases import step
from outbox.models import Mail
from outbox.recipients import Recipient
from outbox.smtp import TooLate, transport
from outbox.workflow import notify
from tests.outbox.kinds import CAMILLE, a_subject
from tests.outbox.smtp import relay  # noqa: F401 - fixture

MINUTE = timedelta(minutes=1)
LATER = 3 * MINUTE


def message(message_id):
    headers = {"Message-ID": message_id}
    return EmailMessage("Objet", "Texte", "a@b.example", ["c@d.example"], headers=headers)


def one_mail():
    notify("test.plain", a_subject(), CAMILLE)
    return Mail.objects.get()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("421 4.3.2 closing", MailState.PENDING),
        ("432 4.7.12 a password transition is needed", MailState.PENDING),
        ("451 4.7.1 greylisted", MailState.PENDING),
        ("452 4.2.2 camille.martin@college.example is full", MailState.PENDING),
        ("552 5.3.4 too large", MailState.PENDING),
        ("550 5.1.1 <camille.martin@college.example> unknown", MailState.FAILED),
        ("554 5.7.1 spam", MailState.FAILED),
    ],
)
def test_4xx_is_tried_again_and_5xx_is_final(relay, answer, state):  # noqa: F811
    relay.script[:] = [answer]
    mail, before = one_mail(), timezone.now()

    delivery.send_due(before)

    mail.refresh_from_db()
    assert mail.state == state
    assert mail.error.startswith(answer[:3]) and "@" not in mail.error
    if state == MailState.PENDING:
        wait = mail.next_try_at - before
        assert 0.8 * MINUTE <= wait <= 1.2 * MINUTE
        assert delivery.send_due(before + LATER).sent == 1
        assert not relay.doubles()


@pytest.mark.django_db
def test_an_address_refused_at_rcpt_is_final(relay):  # noqa: F811
    relay.handler.rejected[CAMILLE.email] = "550 5.1.1 no such user"
    one_mail()

    assert delivery.send_due().failed == 1


@pytest.mark.django_db
def test_back_off_grows_then_gives_up(relay):  # noqa: F811
    relay.script[:] = ["451 4.7.1 later"] * 30
    mail, now, waits = one_mail(), timezone.now(), []
    for _ in range(failures.MAX_ATTEMPTS):
        delivery.send_due(now)
        mail.refresh_from_db()
        waits.append((mail.next_try_at - now) / MINUTE)
        now = mail.next_try_at

    for wait, expected in zip(waits, (1, 5, 15, 60, 240, 240), strict=False):
        assert 0.8 * expected <= wait <= 1.2 * expected
    assert mail.state == MailState.FAILED and mail.attempts == failures.MAX_ATTEMPTS


@pytest.mark.django_db
def test_no_relay_at_all_costs_no_attempt_and_stops_the_run(relay):  # noqa: F811
    relay.stop()
    for number in range(3):
        notify("test.plain", a_subject(), CAMILLE, occasion=str(number))

    tally = delivery.send_due()

    assert tally.stopped and tally.sent == 0
    assert set(Mail.objects.values_list("state", "attempts")) == {(MailState.PENDING, 0)}
    relay.start()
    assert delivery.send_due(timezone.now() + LATER).sent == 3


@pytest.mark.django_db
def test_cut_after_the_data_the_relay_is_asked_and_nothing_doubles(relay):  # noqa: F811
    relay.script[:] = ["drop"]
    mail, now = one_mail(), timezone.now()

    assert delivery.send_due(now).unknown == 1
    mail.refresh_from_db()
    assert mail.state == MailState.UNKNOWN
    delivery.send_due(now + MINUTE)
    mail.refresh_from_db()
    assert mail.state == MailState.UNKNOWN, "the relay may still be busy with it"
    delivery.send_due(now + LATER)

    mail.refresh_from_db()
    assert mail.state == MailState.SENT
    assert len(relay.mails()) == 1 and not relay.doubles()


@pytest.mark.django_db
def test_cut_after_the_data_but_not_taken_the_mail_is_sent_again(relay):  # noqa: F811
    relay.script[:] = ["lose"]
    mail, now = one_mail(), timezone.now()

    assert delivery.send_due(now).unknown == 1
    delivery.send_due(now + LATER)

    mail.refresh_from_db()
    assert mail.state == MailState.SENT and mail.attempts == 2
    assert len(relay.mails()) == 1 and not relay.doubles()


@pytest.mark.django_db
def test_a_relay_that_nobody_can_ask_leaves_the_mail_unknown(relay, settings):  # noqa: F811
    settings.OUTBOX_RELAY = "outbox.relay.UnknownRelay"
    relay.script[:] = ["drop"]
    mail, now = one_mail(), timezone.now()

    for minutes in (0, 3, 60, 600):
        delivery.send_due(now + minutes * MINUTE)

    mail.refresh_from_db()
    assert mail.state == MailState.UNKNOWN and mail in Mail.objects.dead()
    assert len(relay.mails()) == 1 and not relay.doubles()


@pytest.mark.django_db
def test_a_code_is_sent_at_least_once(relay, settings):  # noqa: F811
    settings.OUTBOX_RELAY = "outbox.relay.UnknownRelay"
    relay.script[:] = ["lose"]
    life = timezone.now() + 10 * MINUTE
    notify("test.code", None, CAMILLE, secret="493817", not_after=life)
    now = timezone.now()

    delivery.send_due(now)
    delivery.send_due(now + LATER)

    assert len(relay.mails()) == 1


@pytest.mark.django_db
def test_a_relay_that_stalls_costs_the_time_of_one_mail(relay, monkeypatch):  # noqa: F811
    monkeypatch.setattr(delivery, "SECONDS", 1)
    relay.script[:] = ["stall"]
    notify("test.plain", a_subject(), CAMILLE, occasion="1")
    notify("test.plain", a_subject(), CAMILLE, occasion="2")
    start = time.monotonic()

    tally = delivery.send_due()

    assert (tally.unknown, tally.sent) == (1, 1)
    assert time.monotonic() - start < 3


def test_a_connection_closed_while_idle_is_opened_again(relay):  # noqa: F811
    way = transport()
    way.send(message("<1@localhost>"), seconds=5)
    way.connection.sock.shutdown(socket.SHUT_RDWR)

    way.send(message("<2@localhost>"), seconds=5)

    way.close()
    assert len(relay.mails()) == 2 and not relay.doubles()


def test_a_refusal_is_not_asked_for_twice(relay):  # noqa: F811
    way = transport()
    way.send(message("<1@localhost>"), seconds=5)
    relay.script[:] = ["550 5.7.1 refused"]

    with pytest.raises(smtplib.SMTPDataError):
        way.send(message("<2@localhost>"), seconds=5)

    way.close()
    assert len(relay.mails()) == 1


def test_a_relay_that_hangs_up_at_the_next_mail_is_called_again(relay):  # noqa: F811
    way = transport()
    way.send(message("<1@localhost>"), seconds=5)
    relay.script[:] = ["421 4.4.2 timeout"]

    way.send(message("<2@localhost>"), seconds=5)

    way.close()
    assert len(relay.mails()) == 2 and not relay.doubles()


def test_a_mail_whose_time_is_over_is_not_given_to_the_relay(relay):  # noqa: F811
    way = transport()

    with pytest.raises(TooLate):
        way.send(message("<1@localhost>"), seconds=0)

    way.send(message("<2@localhost>"), seconds=5)
    way.close()
    assert len(relay.mails()) == 1


def test_an_answer_without_a_code_names_only_the_failure():
    failure = failures.classify(smtplib.SMTPServerDisconnected("camille@college.example"))

    assert (failure.final, failure.error) == (False, "SMTPServerDisconnected")


def stopped_at_the_second(relay, monkeypatch):  # noqa: F811
    """What stands in the table of four mails while the relay takes the second."""
    for number in range(4):
        notify("test.plain", a_subject(), CAMILLE, occasion=str(number))
    seen = []

    def look(self, message, seconds):
        seen.append(Counter(Mail.objects.values_list("state", flat=True)))
        return "250 taken"

    monkeypatch.setattr(smtp.EmailBackend, "send", look)
    delivery.send_due()
    return seen[1]


@pytest.mark.django_db
def test_a_sender_holds_several_mails_where_the_relay_can_be_asked(relay, monkeypatch):  # noqa: F811
    assert stopped_at_the_second(relay, monkeypatch) == {"claimed": 4}


@pytest.mark.django_db
def test_it_holds_one_mail_where_nobody_can_be_asked(relay, settings, monkeypatch):  # noqa: F811
    settings.OUTBOX_RELAY = "outbox.relay.UnknownRelay"
    expected = {"sent": 1, "claimed": 1, "pending": 2}
    assert stopped_at_the_second(relay, monkeypatch) == expected


@pytest.mark.django_db
def test_an_address_that_is_refused_gets_no_other_mail_of_those_held(relay):  # noqa: F811
    relay.handler.rejected = {CAMILLE.email: "550 5.1.1 User unknown"}
    notify("test.plain", a_subject(), CAMILLE, occasion="1")
    notify("test.plain", a_subject(), CAMILLE, occasion="2")
    notify("test.plain", a_subject(), Recipient("autre@lycee.example"))

    tally = delivery.send_due()

    assert (tally.failed, tally.suppressed, tally.sent) == (1, 1, 1)
    assert not Mail.objects.exclude(attempts=1).exists()


@pytest.mark.django_db
def test_once_time_is_up_the_mails_held_are_as_before(relay):  # noqa: F811
    for number in range(3):
        notify("test.plain", a_subject(), CAMILLE, occasion=str(number))

    tally = delivery.send_due(seconds=1e-9)

    assert tally.sent == 1 and tally.more
    assert Mail.objects.filter(state=MailState.PENDING, attempts=0, error="").count() == 2
    assert delivery.send_due().sent == 2


@pytest.mark.django_db
def test_a_sender_that_wakes_up_gives_none_of_the_mails_it_held(relay, monkeypatch):  # noqa: F811
    for number in range(3):
        notify("test.plain", a_subject(), CAMILLE, occasion=str(number))
    now = timezone.now()
    held = step(now, number=10)
    asleep = time.monotonic() + 3 * delivery.SECONDS
    monkeypatch.setattr(time, "monotonic", lambda: asleep)

    ends = [delivery.deliver(one, transport(), now).counted for one in held]

    assert ends == ["retried"] * 3 and not relay.mails()
