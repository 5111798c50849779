"""No more than so many mails to a domain or to a person, without keeping the others."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from outbox import delivery, limits
from outbox.enums import MailState
from outbox.models import Mail, SendingCount
from outbox.recipients import Recipient
from outbox.workflow import notify
from tests.outbox.kinds import a_subject
from tests.outbox.smtp import relay  # noqa: F401 - fixture

START = datetime(2026, 11, 23, 10, tzinfo=timezone.get_default_timezone())
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def quiet_doorbell(monkeypatch):
    monkeypatch.setattr("outbox.doorbell._publish", lambda: None)


def write(number, email="personne{}@lent.example"):
    for index in range(number):
        notify("test.plain", a_subject(), Recipient(email.format(index)), occasion=str(index))


def turns():
    """How many mails wait for each moment."""
    waiting = Mail.objects.filter(state=MailState.PENDING)
    return Counter(
        timezone.localtime(at).strftime("%H:%M")
        for at in waiting.values_list("next_try_at", flat=True)
    )


@pytest.mark.django_db
def test_beyond_the_limit_of_a_domain_mails_keep_their_turn_and_the_others_leave(relay, settings):  # noqa: F811
    settings.MAIL_LIMITS = {"lent.example": "2/m"}
    write(5)
    write(3, "personne{}@vif.example")

    tally = delivery.send_due(START)

    assert (tally.sent, tally.limited) == (2 + 3, 3)
    assert turns() == {"10:01": 2, "10:02": 1}
    assert delivery.send_due(START + MINUTE).sent == 2
    assert delivery.send_due(START + 2 * MINUTE).sent == 1
    assert len(relay.mails()) == 8 and not Mail.objects.exclude(attempts=1).exists()


@pytest.mark.django_db
def test_each_domain_without_a_limit_of_its_own_has_the_common_one(relay, settings):  # noqa: F811
    settings.MAIL_LIMITS = {"lent.example": "4/m", "*": "1/m"}
    write(4)
    write(2, "personne{}@un.example")
    write(2, "personne{}@deux.example")

    assert delivery.send_due(START).sent == 4 + 1 + 1


@pytest.mark.django_db
def test_one_person_gets_so_many_an_hour(relay, settings):  # noqa: F811
    settings.MAIL_PERSON_LIMIT = "2/h"
    write(3, "seule@lent.example")

    assert delivery.send_due(START).sent == 2
    assert delivery.send_due(START + 59 * MINUTE).sent == 0
    assert delivery.send_due(START + 60 * MINUTE).sent == 1


@pytest.mark.django_db
def test_codes_do_not_wait(relay, settings):  # noqa: F811
    settings.MAIL_LIMITS = {"*": "1/d"}
    write(2)
    life = START + timedelta(days=1)
    for number in range(3):
        to = Recipient("personne0@lent.example")
        notify("test.code", None, to, occasion=str(number), secret="1", not_after=life)

    delivery.send_due(START)

    assert sum(mail["Subject"] == "Votre code" for mail in relay.mails()) == 3


@pytest.mark.django_db
def test_the_counts_are_rows_which_are_dropped_when_they_are_old(relay, settings):  # noqa: F811
    settings.MAIL_LIMITS = {"*": "1/m"}
    write(1)
    delivery.send_due(START)
    assert SendingCount.objects.filter(key="lent.example", taken=1).count() == 1

    delivery.send_due(START + timedelta(days=3))

    assert not SendingCount.objects.exists()


@pytest.mark.parametrize("text", ["", "60", "60/w", "0/m", "-1/m", "1.5/h", "60/m "])
def test_what_is_no_rate_is_refused(text):
    with pytest.raises(ImproperlyConfigured):
        limits.rate(text)
