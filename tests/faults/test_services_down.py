"""Real workers and beats while Valkey and PostgreSQL fail: every mail leaves all the same.

Two beats tick and four processes send, throughout: nothing leaves twice for it.
"""

import os
import shutil
import signal
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from environ import Env

from config.services import Instance, Membership
from tests import databases
from tests.faults.fleet import wait_until
from tests.faults.notices import settled, write

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]
LONG = pytest.mark.long


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
    for _ in range(2):
        celery("beat", **environment)
    for _ in range(workers):
        celery("worker", "--concurrency", str(4 // workers), **environment)


# The mails written before and during each fault, how long it lasts, the pause of the relay.
@LONG
@pytest.mark.timeout(600)
@pytest.mark.parametrize(
    ("workers", "number", "seconds", "pause"), [(1, 4, 1, 0), (4, 150, 12, 0.02)]
)
def test_every_mail_leaves_whatever_stops(
    relay, celery, valkey, count, monkeypatch, workers, number, seconds, pause
):
    monkeypatch.setattr(relay.handler, "pause", pause)
    start(celery, workers)
    results = {}
    for name, fault in FAULTS.items():
        mails = write(number)
        with fault(valkey):
            write(number)
            time.sleep(seconds)
        assert wait_until(settled, 90), name
        results[name] = count(name, mails)
    mails = write(number)
    with refusing_connections():
        time.sleep(seconds)
    write(number)
    assert wait_until(settled, 90)
    results["cut"] = count("PostgreSQL cuts and refuses every connection", mails)

    assert set(results.values()) == {(0, 0, 0)}


def postmaster(instance):
    return int((instance.home / "postgres" / "postmaster.pid").read_text().split()[0])


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
    databases.migrate(instance.database_url)
    with connected_to(instance.database_url):
        yield instance
    membership.leave()
    instance.wait_until_stopped()
    for path in (instance.home, instance.sockets, folder):
        shutil.rmtree(path, ignore_errors=True)


@LONG
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
        assert wait_until(
            lambda old=old: own_postgres.healthy() and postmaster(own_postgres) != old, 60
        )

    assert wait_until(settled, 120)
    assert count("PostgreSQL restarted three times", mails, 3) == (0, 0, 0)
