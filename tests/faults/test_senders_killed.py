"""kill -9 at any moment, to a relay that errs in every way: 0 lost, 0 doubled.

The control is the naive sender under the same kills: it must show doubles, else these
tests prove nothing (RELIABILITY §2).
"""

import random
import threading

import pytest

from outbox.enums import MailState
from outbox.models import Mail
from tests.faults.fleet import wait_until
from tests.faults.notices import settled, write

MAILS, KILLED_AT = 15, {4, 9}
# Answers after the data, and silences; `drop` cuts the line after the mail was filed.
ERRORS = ["451 4.3.2 Busy", "550 5.7.1 Refused", "drop", "lose", "stall"]
pytestmark = [
    pytest.mark.faults,
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(autouse=True)
def quiet_doorbell(monkeypatch):
    monkeypatch.setattr("outbox.doorbell._publish", lambda: None)


def kill_at(relay, fleet, moments):
    """Kill the only sender at work right after the relay filed these mails: their sender
    never hears the answer."""
    filed = 0

    def on_filed():
        nonlocal filed
        filed += 1
        if filed in moments:
            fleet.kill_one()

    relay.handler.on_filed = on_filed


@pytest.mark.parametrize(
    ("sender", "doubles"), [("leased", 0), pytest.param("naive", len(KILLED_AT), id="control")]
)
def test_a_sender_killed_after_the_relay_took_the_mail(relay, start_fleet, count, sender, doubles):
    write(MAILS)
    fleet = start_fleet(kills=len(KILLED_AT), sender=sender)
    kill_at(relay, fleet, KILLED_AT)

    assert wait_until(settled, 60) and fleet.kills == len(KILLED_AT)
    fleet.stop()
    fault = f"{sender} sender killed between the relay's yes and its commit"
    assert count(fault, Mail.objects.all(), fleet.kills) == (0, doubles, 0)


def test_a_relay_that_errs_in_every_way(relay, start_fleet, count):
    write(MAILS)
    relay.script[:] = ERRORS
    relay.stop()
    start_fleet(kills=0)
    assert wait_until(lambda: Mail.objects.filter(error__startswith="Connection").exists(), 60)
    relay.start()

    assert wait_until(settled, 60)
    refused = Mail.objects.get(state=MailState.FAILED)
    assert refused.error == "550 5.7.1 Refused"
    assert count("relay stopped, stalls, refuses, drops", Mail.objects.all()) == (0, 0, 0)


def trouble(relay, fleet, over):
    """Until enough kills: kill a sender, and let the relay err or stop for a moment."""
    chance = random.Random(7)
    while fleet.kills < fleet.wanted and not over.wait(chance.uniform(0.1, 0.6)):
        fleet.kill_one()
        relay.script.append(chance.choice(ERRORS))
        if fleet.kills % 10 == 0:
            relay.stop()
            over.wait(1)
            relay.start()


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("sender", "size"), [("leased", 3), pytest.param("naive", 1, id="control")]
)
def test_sixty_random_kills_and_a_relay_that_errs(
    relay, start_fleet, count, monkeypatch, sender, size
):
    write(2000)
    fleet = start_fleet(kills=60, size=size, sender=sender)
    monkeypatch.setattr(relay.handler, "pause", 0.02)  # long enough for sixty kills
    over = threading.Event()
    killer = threading.Thread(target=trouble, args=[relay, fleet, over])
    killer.start()
    try:
        done = wait_until(lambda: fleet.kills >= 60 and settled(), 600)
    finally:
        over.set()
        killer.join()
        fleet.stop()
    fault = f"{size} {sender} sender(s) killed at random, the relay errs in every way"
    lost, doubled, stale = count(fault, Mail.objects.all(), fleet.kills)

    assert done and (lost, stale) == (0, 0)
    assert (doubled == 0) == (sender == "leased")
