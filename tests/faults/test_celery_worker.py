"""The whole path with real processes: booking, bell, Celery worker, SMTP server."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection, transaction
from kombu import pools

from config.celery import app
from outbox import doorbell
from outbox.enums import MailState
from outbox.models import Mail
from outbox.workflow import notify
from tests.faults.fleet import wait_until
from tests.outbox.kinds import CAMILLE, a_subject
from tests.outbox.smtp import relay  # noqa: F401 - fixture
from tests.outbox.valkey import Valkey

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

COMMAND = "-m celery --app config worker --include tests.outbox.kinds --concurrency 1"
COMMAND += " --without-mingle --without-gossip --loglevel WARNING"


@pytest.fixture
def valkey(tmp_path, monkeypatch):
    server = Valkey(tmp_path)
    pools.reset()
    monkeypatch.setattr(app.conf, "broker_url", server.url)
    monkeypatch.setattr(app.conf, "broker_write_url", server.url)
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)
    yield server
    pools.reset()
    server.kill()


@pytest.fixture
def start_worker(relay, valkey, database_url):  # noqa: F811
    started = []

    def start():
        environment = {**os.environ, **relay.environment, "DEBUG": "1"}
        environment |= {"DATABASE_URL": database_url, "REDIS_URL": valkey.url}
        command = [sys.executable, *COMMAND.split()]
        started.append(subprocess.Popen(command, env=environment, start_new_session=True))
        return started[-1]

    yield start
    for worker in started:
        if worker.poll() is None:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()


def book(number=1):
    with transaction.atomic():
        for _ in range(number):
            notify("test.plain", a_subject(), CAMILLE, occasion=str(Mail.objects.count()))


def states():
    return set(Mail.objects.values_list("state", flat=True))


def end_leases():
    """Two minutes later."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE outbox_mail SET lease_until = lease_until - interval '3 minutes'"
            " WHERE state = 'claimed'"
        )


def test_a_worker_killed_while_it_sends_leaves_nothing_lost_or_doubled(relay, start_worker):  # noqa: F811
    worker = start_worker()
    # The whole group: the pool child that sends and its parent, as a lost machine.
    relay.handler.on_filed = lambda: os.killpg(worker.pid, signal.SIGKILL)
    book(3)
    worker.wait(60)
    assert len(relay.mails()) == 1 and MailState.CLAIMED in states()

    relay.handler.on_filed = None
    start_worker()
    end_leases()
    doorbell.ring()

    assert wait_until(lambda: states() == {MailState.SENT}, 60)
    assert len(relay.mails()) == 3 and not relay.doubles()
