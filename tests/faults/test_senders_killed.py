"""kill -9 between the relay's taking a mail and our commit: 0 lost, 0 doubled.

The control is the naive sender under the same kills: it must show doubles, else these
tests prove nothing (RELIABILITY §2).
"""

import random
import threading
import time

import pytest
from django.db import transaction

from outbox.enums import MailState
from outbox.models import Mail
from outbox.workflow import notify
from tests.faults.fleet import Fleet, wait_until
from tests.outbox.kinds import CAMILLE, a_subject
from tests.outbox.smtp import relay  # noqa: F401 - fixture

MAILS, KILLED_AT = 15, {4, 9}
pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def write(number, monkeypatch):
    monkeypatch.setattr("outbox.doorbell._publish", lambda: None)
    with transaction.atomic():
        for index in range(number):
            notify("test.plain", a_subject(), CAMILLE, occasion=str(index))


def kill_at(relay, fleet, moments):  # noqa: F811
    """Kill the only sender at work right after the relay filed these mails: their sender
    never hears the answer."""
    filed = 0

    def on_filed():
        nonlocal filed
        filed += 1
        if filed in moments:
            fleet.kill_one()

    relay.handler.on_filed = on_filed


def all_sent():
    return not Mail.objects.exclude(state=MailState.SENT).exists()


def start_fleet(relay, database_url, **options):  # noqa: F811
    return Fleet({"DATABASE_URL": database_url, **relay.environment}, **options)


def test_a_sender_killed_after_the_relay_took_the_mail(relay, database_url, monkeypatch):  # noqa: F811
    write(MAILS, monkeypatch)
    fleet = start_fleet(relay, database_url, kills=len(KILLED_AT))
    kill_at(relay, fleet, KILLED_AT)
    try:
        done = wait_until(all_sent, 60)
    finally:
        fleet.stop()

    assert done and fleet.kills == len(KILLED_AT)
    assert len(relay.mails()) == MAILS
    assert not relay.doubles()


def test_control_the_naive_sender_doubles_under_the_same_kills(
    relay,  # noqa: F811
    database_url,
    monkeypatch,
):
    write(MAILS, monkeypatch)
    fleet = start_fleet(relay, database_url, kills=len(KILLED_AT), sender="naive")
    kill_at(relay, fleet, KILLED_AT)
    try:
        done = wait_until(all_sent, 60)
    finally:
        fleet.stop()

    assert done and fleet.kills == len(KILLED_AT)
    assert len(relay.doubles()) == len(KILLED_AT)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("sender", ["leased", "naive"])
def test_three_senders_under_sixty_random_kills(relay, database_url, monkeypatch, sender):  # noqa: F811
    write(2000, monkeypatch)
    fleet = start_fleet(relay, database_url, kills=60, size=3, sender=sender)
    monkeypatch.setattr(relay.handler, "pause", 0.02)  # long enough for sixty kills
    over = threading.Event()

    def kill_at_random():
        while fleet.kills < 60 and not over.is_set():
            time.sleep(random.uniform(0.1, 0.6))
            fleet.kill_one()

    killer = threading.Thread(target=kill_at_random)
    killer.start()
    try:
        done = wait_until(lambda: all_sent() and fleet.kills >= 60, 600)
    finally:
        over.set()
        killer.join()
        fleet.stop()
    doubles = len(relay.doubles())
    lost = 2000 - len(relay.mails()) + doubles
    print(f"{sender}: {fleet.kills} kills, {lost} lost, {doubles} doubled")

    assert done and fleet.kills >= 60
    assert len(relay.mails()) - doubles == 2000
    assert (doubles == 0) == (sender == "leased")
