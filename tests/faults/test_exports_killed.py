"""kill -9 of a worker half-way through a file: another takes it up after the lease, and the
file is whole, once."""

import os
import signal
import subprocess
import sys

import pytest
from django.utils import timezone

from accounts.enums import Role
from outbox.models import Notice
from reports import producers
from reports.enums.exports import ExportState
from reports.workflow import exports as workflow
from tests.accounts.factories import actor_for

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]


def test_a_worker_killed_half_way_is_followed_by_another(
    settings, tmp_path, monkeypatch, database_url
):
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("outbox.doorbell._publish", lambda: None)
    monkeypatch.setitem(workflow.CHECKS, producers.REPORT, lambda actor, params: None)
    row = workflow.ask(actor_for(Role.ADMINISTRATOR), producers.REPORT, {}, "Rapport")
    command = [sys.executable, "-m", "tests.faults.export_worker", str(tmp_path)]
    environment = {**os.environ, "DATABASE_URL": database_url, "DEBUG": "1"}
    worker = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)
    assert worker.stdout.readline() == b"half\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()

    assert workflow.claim() is None and not row.path.exists()
    made = ("a.csv", "text/csv", [b"whole"])
    monkeypatch.setitem(workflow.PRODUCERS, producers.REPORT, lambda *_: made)
    workflow.run(workflow.claim(timezone.now() + workflow.LEASE * 2))
    row.refresh_from_db()
    assert (row.state, row.attempts) == (ExportState.READY, 2)
    assert [path.name for path in row.path.parent.iterdir()] == [str(row.pk)]
    assert row.path.read_bytes() == b"whole"
    assert Notice.objects.filter(kind="export.ready").count() == 1
