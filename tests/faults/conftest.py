"""Servers and processes of a test's own, to kill, and the row that it adds to the table."""

import os
import signal
import subprocess
import sys
from collections import Counter

import pytest
from django.db.models import F
from kombu import pools

from config.celery import app
from outbox import doorbell
from outbox.enums import MailState
from tests.faults.fleet import Fleet
from tests.faults.table import PROPERTY
from tests.outbox.smtp import relay  # noqa: F401 - fixture
from tests.outbox.valkey import Valkey

BEAT = "beat --pidfile ''"


def worker(processes):
    """The command of a worker of so many processes."""
    return f"worker --concurrency {processes} --without-mingle --without-gossip"


@pytest.fixture
def valkey(tmp_path, monkeypatch):
    """A broker, at which the doorbell of this process rings."""
    server = Valkey(tmp_path)
    pools.reset()
    monkeypatch.setattr(app.conf, "broker_url", server.url)
    monkeypatch.setattr(app.conf, "broker_write_url", server.url)
    monkeypatch.setattr(doorbell, "_quiet_until", 0.0)
    yield server
    pools.reset()
    server.thaw()
    server.kill()


@pytest.fixture
def celery(relay, valkey, database_url, tmp_path):  # noqa: F811
    """Start processes of Celery, in one group: `celery(BEAT, worker(2))`."""
    started = []

    def start(*commands, **environment):
        environment = {"DATABASE_URL": database_url, "REDIS_URL": valkey.url, **environment}
        options = [f"--schedule {tmp_path / f'beat-{number}'}" for number in range(len(commands))]
        words = [
            f"{command} --loglevel ERROR {option if command == BEAT else ''}"
            for command, option in zip(commands, options, strict=True)
        ]
        env = {**os.environ, **relay.environment, "DEBUG": "1", **environment}
        command = [sys.executable, "-m", "tests.faults.celery_processes", *words]
        started.append(subprocess.Popen(command, env=env, start_new_session=True))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def start_fleet(relay, database_url):  # noqa: F811
    """Start a fleet of senders (`Fleet`'s options), stopped at the end."""
    fleets = []

    def start(**options):
        fleets.append(Fleet({"DATABASE_URL": database_url, **relay.environment}, **options))
        return fleets[-1]

    yield start
    for fleet in fleets:
        fleet.stop()


@pytest.fixture
def tell(record_property):
    """Add a row to the table: its fault and its figures; returns lost, doubled, stale."""

    def tell(fault, *, kills=0, mails, lost, doubled, stale):
        record_property(PROPERTY, [fault, kills, mails, lost, doubled, stale])
        return lost, doubled, stale

    return tell


@pytest.fixture
def count(relay, tell):  # noqa: F811
    """Count what became of these mails (a queryset), by what the relay holds, and tell it.

    Lost is what the relay neither holds nor refused for good; stale what left after its end.
    """

    def count(fault, mails, kills=0):
        copies = Counter(mail["Message-ID"] for mail in relay.mails())
        ours = dict(mails.values_list("message_id", "state"))
        absent = {known: state for known, state in ours.items() if not copies[known]}
        return tell(
            fault,
            kills=kills,
            mails=len(ours),
            lost=sum(state != MailState.FAILED for state in absent.values()),
            doubled=sum(copies[known] - 1 for known in ours.keys() - absent.keys()),
            stale=mails.filter(sent_at__gt=F("not_after")).count(),
        )

    return count
