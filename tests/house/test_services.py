"""The embedded services, with real processes and real kills."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest

from config.services import Instance, Membership, ServiceError
from config.services.instance import ROOT, SOCKET_LIMIT
from config.services.keeper import LINGER, command_line

# Each starts servers of its own, and most kill them: a run before every push need not.
pytestmark = [pytest.mark.faults, pytest.mark.long]
SECONDS = 30


def eventually(condition, seconds=SECONDS):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def pids(word, *more):
    """Processes whose command line holds every one of these words."""
    words = (word, *more)
    numbers = (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in numbers if all(word in command_line(pid) for word in words)]


@pytest.fixture
def checkout():
    """A folder that other users can enter, as checkouts usually are."""
    folder = Path(tempfile.mkdtemp(prefix="psl"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def instance(checkout):
    instance = Instance("main", root=checkout)
    yield instance
    for pid in pids("config.services.keeper", str(instance.root)):
        os.kill(pid, signal.SIGTERM)
    instance.wait_until_stopped()
    assert not pids(str(instance.home))
    shutil.rmtree(instance.home, ignore_errors=True)
    shutil.rmtree(instance.sockets, ignore_errors=True)


@pytest.fixture
def membership(instance):
    membership = Membership(instance)
    yield membership
    membership.leave()


def postmaster(instance):
    return int((instance.home / "postgres" / "postmaster.pid").read_text().split()[0])


def test_the_servers_stay_for_the_last_user_and_stop_after(instance, membership):
    second = Membership(instance)
    first_postmaster = postmaster(instance)
    membership.leave()
    time.sleep(LINGER + 1)

    assert postmaster(instance) == first_postmaster
    assert instance.healthy()

    second.leave()
    assert eventually(lambda: not instance.healthy())


def test_two_newcomers_may_both_create_the_database(membership, monkeypatch):
    # What the second one sees when the first creates it between its look and its own try.
    monkeypatch.setattr("config.services.membership.KNOWN", "SELECT WHERE %s::text IS NULL")

    membership._ensure_database()

    assert membership.instance.healthy()


def test_killed_servers_come_back_with_what_was_committed(instance, membership):
    with instance.connect() as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")

    killed = postmaster(instance)
    for pid in (killed, *pids("valkey-server", str(instance.sockets))):
        os.kill(pid, signal.SIGKILL)

    assert eventually(lambda: instance.healthy() and postmaster(instance) != killed)
    with instance.connect() as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_server_that_is_on_its_way_back_gets_no_second_keeper(instance, membership):
    os.kill(postmaster(instance), signal.SIGKILL)

    membership.ensure()

    assert instance.healthy()
    assert len(pids("config.services.keeper", str(instance.root))) == 1


def test_servers_die_with_their_keeper_and_a_user_can_start_them_again(instance, membership):
    (keeper,) = pids("config.services.keeper", str(instance.root))
    os.kill(keeper, signal.SIGKILL)

    assert eventually(lambda: not pids(str(instance.sockets)))

    membership.ensure()

    assert instance.healthy()


def test_stale_sockets_and_pid_file_of_a_massacre_do_not_matter(instance, membership):
    keepers = pids("config.services.keeper", str(instance.root))
    for pid in [*pids(str(instance.sockets)), *keepers]:
        os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: not pids(str(instance.sockets)))
    assert (instance.sockets / "valkey.sock").exists()
    assert (instance.home / "postgres" / "postmaster.pid").exists()

    membership.ensure()

    assert instance.healthy()


def test_a_pid_file_that_names_another_program_does_not_stop_the_start(instance):
    Membership(instance).leave()
    instance.wait_until_stopped()
    pid_file = instance.home / "postgres" / "postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{instance.home}/postgres\n0\n5432\n{instance.sockets}\n")
    if os.geteuid() == 0:
        os.chown(pid_file, instance.owner, -1)

    membership = Membership(instance)

    assert instance.healthy()
    membership.leave()


def test_a_socket_folder_of_somebody_else_is_refused_and_named(instance):
    instance.sockets.mkdir(mode=0o755)

    with pytest.raises(ServiceError, match=str(instance.sockets)):
        Membership(instance)

    assert stat.S_IMODE(instance.sockets.stat().st_mode) == 0o755


def test_sockets_stay_short_under_a_long_temporary_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / ("long" * 30)))

    sockets = Instance("main", root=tmp_path).sockets

    assert len(str(sockets / ".s.PGSQL.5432.lock")) <= SOCKET_LIMIT


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives its servers another user")
class TestAsRoot:
    def test_servers_run_as_nobody(self, instance, membership):
        found = pids(str(instance.sockets))

        assert len(found) >= 2
        assert {Path(f"/proc/{pid}").stat().st_uid for pid in found} == {instance.owner}

    def test_a_checkout_that_nobody_can_enter_keeps_its_mode(self, tmp_path):
        closed = tmp_path / "closed"
        closed.mkdir(mode=0o700)
        instance = Instance("main", root=closed)
        membership = Membership(instance)

        assert instance.healthy()
        assert stat.S_IMODE(closed.stat().st_mode) == 0o700
        assert closed not in instance.home.parents

        membership.leave()
        instance.wait_until_stopped()
        assert not instance.sockets.exists()
        shutil.rmtree(instance.home)


def test_addresses_serve_libpq_and_export_to_commands(instance, membership):
    with psycopg.connect(instance.database_url) as connection:
        (name,) = connection.execute("SELECT current_database()").fetchone()
    assert name == "passerelle"

    script = "import os; print(os.environ['DATABASE_URL'], os.environ['REDIS_URL'])"
    clean = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "REDIS_URL")}
    command = [sys.executable, "-m", "config.services", "test", "18", sys.executable, "-c", script]
    done = subprocess.run(command, cwd=ROOT, env=clean, capture_output=True, text=True)

    assert done.stdout.split() == [Instance("test").database_url, Instance("test").redis_url]
