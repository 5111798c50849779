"""The whole portal as real processes on a database of its own: web, worker, relay.

Nothing is shared with the database of the other tests; pages are read over HTTP only.
"""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from copy import copy
from datetime import UTC, datetime
from datetime import time as hour
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener

import psycopg

from tests import databases

ROOT = Path(__file__).resolve().parent.parent.parent
NOON = hour(12)
STARTS_WITHIN = 90  # seconds, on a busy machine


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RunningPortal:
    """Addresses and environment of the processes; `manage` runs a command beside them."""

    def __init__(self, name, folder):
        self.name, self.folder = name, folder
        self.mail_folder = folder / "mail"
        self.port, mail_port = free_port(), free_port()
        self.url = f"http://localhost:{self.port}"
        without = {"PYTEST_VERSION", "PYTEST_CURRENT_TEST"}
        self.env = {key: value for key, value in os.environ.items() if key not in without} | {
            "DEBUG": "1",
            "DATABASE_URL": databases.url_of(name),
            "REDIS_PREFIX": f"{name}:",
            "BASE_URL": self.url,
            "PORT": str(self.port),
            "EMAIL_URL": f"smtp://localhost:{mail_port}",
            "MAIL_FOLDER": str(self.mail_folder),
            "OUTBOX_RELAY": "outbox.relay.LocalFolderRelay",
        }
        self.mail_port = mail_port
        self.processes = []

    def start(self):
        self.mail_folder.mkdir(parents=True)
        relay = ["outbox.local_relay", "--port", str(self.mail_port)]
        self._run(*relay, "--folder", str(self.mail_folder))
        self._run("celery", "--app", "config", "worker", "--concurrency", "1", "--without-mingle")
        # Nobody heard the bell of what was there before.
        self._run("celery", "--app", "config", "call", "outbox.tasks.send_due")
        self.serve()

    def serve(self):
        web = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)]
        self._run(*web, "--blocking-threads", "4", "--no-ws", "config.wsgi:application")
        self._wait()

    def another(self, **env):
        """The same database and mails for processes in another environment; none runs yet."""
        other = copy(self)
        other.port, other.processes = free_port(), []
        other.url = f"http://localhost:{other.port}"
        other.env = self.env | env
        return other

    def on(self, day):
        """The same portal for processes whose clock says noon of that day."""
        noon = datetime.combine(day, NOON, UTC)
        return self.another(**databases.clock_at(noon))

    @contextmanager
    def serving(self):
        """Its web server, for the length of the block."""
        try:
            self.serve()
            yield self
        finally:
            self.stop()

    def stop(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()

    def manage(self, *words):
        """Run a management command; its output. Raises when it fails. Django's checks, half
        as long as its start, are those of `make check`."""
        return databases.run(self.env, "manage.py", *words, "--skip-checks")

    def bring_morning(self):
        """Press the button of the development inbox: what waits for the morning leaves."""
        inbox, browser = f"{self.url}/developpement/courriels/", build_opener(HTTPCookieProcessor())
        page = browser.open(inbox, timeout=60).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        form = urlencode({"csrfmiddlewaretoken": token}).encode()
        browser.open(f"{inbox}envoyer/", form, timeout=60).read()

    def mails(self, word=""):
        """The text of the mails that were really delivered and hold `word`, oldest first."""
        files = sorted(self.mail_folder.glob("[!.]*.eml"), key=lambda path: path.stat().st_mtime)
        texts = [path.read_text(errors="replace") for path in files]
        return [text for text in texts if word in text]

    def _run(self, *words):
        with (self.folder / f"{words[0]}.log").open("ab") as log:
            command = [sys.executable, "-m", *words]
            process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)
        self.processes.append(process)

    def _wait(self):
        deadline = time.monotonic() + STARTS_WITHIN
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/sante/pret", timeout=5) as answer:
                    if answer.status == 200:
                        return
            except (urllib.error.URLError, OSError):
                if time.monotonic() > deadline:
                    logs = (self.folder / "granian.log").read_text()[-2000:]
                    raise RuntimeError(f"The portal did not start:\n{logs}") from None
            time.sleep(0.2)


@contextmanager
def running_portal(folder, *, seeded=True):
    """A portal with the demonstration data; everything is gone afterwards."""
    name = f"test_passerelle_{os.environ['TEST_RUN']}_browser_{free_port()}"
    portal = RunningPortal(name, folder)
    with databases.server() as postgres:
        make = databases.clone_of_demo if seeded else databases.clone_of_template
        make(postgres, name)
        try:
            portal.start()
            yield portal
        finally:
            portal.stop()
            databases.drop(postgres, name)


def query(portal, text, *parameters):
    """Rows of the portal's database, for what no page shows."""
    with psycopg.connect(portal.env["DATABASE_URL"]) as connection:
        return connection.execute(text, parameters).fetchall()
