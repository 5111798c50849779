"""The whole path with real processes: booking, bell, Celery worker, SMTP server."""

import os
import signal

import pytest

from outbox import doorbell
from outbox.enums import MailState
from outbox.models import Mail
from tests.faults.conftest import worker as worker_of
from tests.faults.fleet import wait_until
from tests.faults.notices import settled, write

pytestmark = [
    pytest.mark.faults,
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
]
WORKER = worker_of(1)


def test_a_worker_killed_while_it_sends_leaves_nothing_lost_or_doubled(relay, celery, count):
    worker = celery(WORKER)
    # The whole group: the pool child that sends and its parent, as a lost machine.
    relay.handler.on_filed = lambda: os.killpg(worker.pid, signal.SIGKILL)
    write(3)
    worker.wait(60)
    assert len(relay.mails()) == 1
    assert Mail.objects.filter(state=MailState.CLAIMED).exists()

    relay.handler.on_filed = None
    celery(WORKER)

    def rung():
        doorbell.ring()
        return settled()

    assert wait_until(rung, 60)
    fault = "a Celery worker and its pool killed in mid-mail"
    assert count(fault, Mail.objects.all(), 1) == (0, 0, 0)
