"""`make run`, with real processes in a copy of the checkout."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from config.services import Instance
from config.services.keeper import command_line
from tests.house.source import ROOT
from tests.house.test_services import checkout, eventually, pids

__all__ = ["checkout"]

GIVEN = ("DATABASE_URL", "REDIS_URL", "PORT", "BASE_URL", "PYTEST_VERSION", "TEST_RUN")


def environment(**more):
    clean = {key: value for key, value in os.environ.items() if key not in GIVEN}
    return {**clean, "PYTHONUNBUFFERED": "1", **more}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Portal:
    """One `make run` in a folder, its output in a file."""

    def __init__(self, folder, port):
        self.folder, self.port = folder, port
        self.log = folder / "run.log"
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "config.run"],
                cwd=folder,
                env=environment(PORT=str(port), PYTHONPATH=str(folder)),
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def answers(self):
        """Whether a page that needs the database comes back."""
        address = f"http://127.0.0.1:{self.port}/admin/login/"
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return answer.status == 200
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{error}\n{self.log.read_text()[-4000:]}") from error
        except OSError:
            return False

    def children(self, *words):
        """Processes of this portal: their environment or command line names it."""
        sockets = str(Instance("main", root=self.folder).sockets)
        return [pid for pid in pids(*words) if self.owns(pid) or sockets in command_line(pid)]

    def owns(self, pid):
        return f"PYTHONPATH={self.folder}".encode() in environment_of(pid)

    def kill(self, *words):
        killed = self.children(*words)
        assert killed, words
        for pid in killed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return killed


def environment_of(pid):
    try:
        return Path(f"/proc/{pid}/environ").read_bytes()
    except OSError:
        return b""


@pytest.fixture
def copy(checkout):
    """What git tracks, as it is in the working tree."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True)
    for word in filter(None, listed.stdout.decode().split("\0")):
        if (ROOT / word).is_file():
            (checkout / word).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / word, checkout / word)
    instance = Instance("main", root=checkout)
    yield checkout
    instance.wait_until_stopped()
    shutil.rmtree(instance.sockets, ignore_errors=True)


@pytest.fixture
def portal(copy):
    portal = Portal(copy, free_port())
    yield portal
    if portal.process.poll() is None:
        portal.process.send_signal(signal.SIGINT)
        portal.process.wait(60)


def started(portal):
    assert eventually(portal.answers, 120), portal.log.read_text()


@pytest.mark.faults
@pytest.mark.long
@pytest.mark.timeout(600)
def test_it_survives_the_kill_of_any_of_its_processes(portal):
    started(portal)
    for words in (
        ["granian"],
        ["celery", "worker"],
        ["celery", "beat"],
        ["bin/postgres"],
        ["valkey-server"],
        ["config.services.keeper"],
    ):
        killed = portal.kill(*words)
        back = eventually(
            lambda words=words, killed=killed: set(portal.children(*words)) - set(killed)
        )
        assert back, words
        started(portal)


@pytest.mark.faults
@pytest.mark.long
@pytest.mark.timeout(600)
def test_its_own_kill_leaves_nothing_that_stops_the_next_start(portal):
    started(portal)
    portal.process.kill()
    portal.process.wait()

    again = Portal(portal.folder, portal.port)
    started(again)
    again.process.send_signal(signal.SIGINT)
    start = time.monotonic()

    assert again.process.wait(60) == 0
    assert time.monotonic() - start < 40
    assert eventually(lambda: not again.children("python"))


@pytest.mark.parametrize("port", ["abc", "0", "99999", ""])
def test_a_port_that_is_none_is_explained(port):
    done = subprocess.run(
        [sys.executable, "-m", "config.run"],
        cwd=ROOT,
        env=environment(PORT=port),
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert "from 1 to 65535" in done.stderr and "Traceback" not in done.stderr


def test_a_taken_port_is_explained():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "config.run"],
            cwd=ROOT,
            env=environment(PORT=str(port)),
            capture_output=True,
            text=True,
        )

    assert done.returncode == 1
    assert f"Port {port} is taken" in done.stderr
    assert f"PORT={port + 1} make run" in done.stderr
