"""A sender frozen past its lease, while the relay says « no » by right and another one sends
its mail.

It gives the mail up when it wakes, except within the moment between its last look at the
clock and the data, which no test can hit: the one exception that RELIABILITY §2 states, at
most one double for a freeze.
"""

import signal
import threading

import pytest

from outbox.models import Mail
from tests.faults.fleet import wait_until
from tests.faults.notices import settled, write

pytestmark = [
    pytest.mark.faults,
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
]


def freeze_and_wake(relay, fleet):
    """Freeze the only sender at work in mid-conversation; wake it when another has sent
    everything, and let it go on."""
    frozen = threading.Event()
    asleep = []

    def on_recipient():
        if not asleep:
            asleep.append(fleet.freeze_one())
            frozen.set()

    relay.handler.on_recipient = on_recipient
    write(3)
    assert frozen.wait(30)
    assert wait_until(settled, 60), "another sender sends them"
    asleep[0].send_signal(signal.SIGCONT)
    write(2)
    assert wait_until(settled, 30)


@pytest.mark.parametrize("freezes", [1, 5])
def test_a_sender_frozen_past_its_lease_gives_its_mail_up(
    relay, start_fleet, count, monkeypatch, freezes
):
    monkeypatch.setattr("outbox.doorbell._publish", lambda: None)
    for _ in range(freezes):
        fleet = start_fleet()
        freeze_and_wake(relay, fleet)
        fleet.stop()

    fault = f"{freezes} sender(s) frozen past the lease, then awake"
    assert count(fault, Mail.objects.all()) == (0, 0, 0)
