"""Real workers and beats while Valkey and PostgreSQL fail: every mail leaves all the same.

Two beats tick and four processes send, throughout: nothing leaves twice for it.
"""

import os
import shutil
import signal
import tempfile
import threading
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from environ import Env

from config.services import Instance, Membership
from tests import databases
from tests.faults.conftest import BEAT, worker
from tests.faults.fleet import wait_until
from tests.faults.notices import settled, write

pytestmark = [
    pytest.mark.faults,
    pytest.mark.long,
    pytest.mark.django_db(transaction=True),
]


@contextmanager
def killed(valkey):
    valkey.kill()
    yield
    valkey.start()


@contextmanager
def frozen(valkey):
    valkey.freeze()
    yield
    valkey.thaw()


@contextmanager
def flushed(valkey):
    valkey.flush()
    yield
    valkey.flush()


@contextmanager
def nothing(valkey):
    yield


FAULTS = {
    "two beats, four senders": nothing,
    "Valkey killed, then back": killed,
    "Valkey frozen, then awake": frozen,
    "Valkey flushed": flushed,
}


@contextmanager
def refusing_connections():
    """PostgreSQL as its clients see it restart: connections cut, then refused for a second."""
    connection.close()
    name = connection.settings_dict["NAME"]
    with databases.server() as postgres:
        allow = f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS '
        postgres.execute(allow + "false")
        try:
            postgres.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            yield
        finally:
            postgres.execute(allow + "true")


def start(celery, workers, **environment):
    """Two beats, and four sending processes in so many workers."""
    celery(BEAT, BEAT, *[worker(4 // workers)] * workers, **environment)


def suffer(valkey, count, number, seconds):
    """Each fault for so long, with as many mails written before it and during it; the results."""
    results = set()
    for name, fault in FAULTS.items():
        mails = write(number)
        with fault(valkey):
            write(number)
            time.sleep(seconds)
        assert wait_until(settled, 90), name
        results.add(count(name, mails))
    return results


@pytest.mark.timeout(600)
def test_every_mail_leaves_whatever_stops(relay, celery, valkey, count, monkeypatch):
    monkeypatch.setattr(relay.handler, "pause", 0.02)
    start(celery, 4)
    results = suffer(valkey, count, 150, 12)
    mails = write(150)
    with refusing_connections():
        time.sleep(12)
    write(150)
    assert wait_until(settled, 90)
    results.add(count("PostgreSQL cuts and refuses every connection", mails))

    assert results == {(0, 0, 0)}


def postmaster(instance):
    return int((instance.home / "postgres" / "postmaster.pid").read_text().split()[0])


def is_restarted(instance, old):
    return instance.healthy() and postmaster(instance) != old


@contextmanager
def connected_to(url):
    """This process's connection, on another server for a while."""
    with pytest.MonkeyPatch.context() as patch:
        connection.close()
        for key, value in Env.db_url_config(url).items():
            patch.setitem(connection.settings_dict, key, value)
        ContentType.objects.clear_cache()
        yield
        connection.close()
    ContentType.objects.clear_cache()


@pytest.fixture
def own_postgres():
    """A PostgreSQL that no other test uses, migrated; this process writes there.

    It is set as in production: with `synchronous_commit` off, as for other tests, a crash
    forgets that mails left.
    """
    folder = Path(tempfile.mkdtemp(prefix="psl"))
    folder.chmod(0o755)
    instance = Instance("main", root=folder)
    membership = Membership(instance)
    databases.fill(instance)
    with connected_to(instance.database_url):
        yield instance
    membership.leave()
    instance.wait_until_stopped()
    for path in (instance.home, instance.sockets, folder):
        shutil.rmtree(path, ignore_errors=True)


def test_all_services_fail_in_turn(relay, celery, valkey, count, own_postgres):
    """The short run: each fault for a moment, then PostgreSQL crashes between the relay's yes
    and the commit, so that its sender cannot write that the mail left."""
    start(celery, 1, DATABASE_URL=own_postgres.database_url)
    assert suffer(valkey, count, 2, 0.5) == {(0, 0, 0)}
    crashed = threading.Event()

    def crash():
        if not crashed.is_set():
            os.kill(old, signal.SIGQUIT)
            crashed.set()

    old, relay.handler.on_filed = postmaster(own_postgres), crash
    mails = write(3)
    connection.close()
    assert crashed.wait(30) and wait_until(lambda: is_restarted(own_postgres, old), 30)

    assert wait_until(settled, 60)
    assert count("PostgreSQL crashes in mid-mail", mails, 1) == (0, 0, 0)


@pytest.mark.timeout(600)
def test_postgresql_restarted_under_way(relay, celery, count, monkeypatch, own_postgres):
    monkeypatch.setattr(relay.handler, "pause", 0.02)
    start(celery, 4, DATABASE_URL=own_postgres.database_url)
    mails = write(600)
    # Fast, then at once: it recovers from its log.
    for number, how in enumerate([signal.SIGINT, signal.SIGQUIT, signal.SIGINT], 1):
        assert wait_until(lambda number=number: len(relay.files()) >= 100 * number, 60)
        connection.close()
        old = postmaster(own_postgres)
        os.kill(old, how)
        assert wait_until(lambda old=old: is_restarted(own_postgres, old), 60)

    assert wait_until(settled, 120)
    assert count("PostgreSQL restarted three times", mails, 3) == (0, 0, 0)
