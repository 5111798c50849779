"""The house itself: its services and its doorbell."""

import shutil
import tempfile
from pathlib import Path

from celery import current_app

from benchmarks.harness import absolute, benchmark, percentile, times
from config.services import Instance, Membership


@benchmark
def services_start(size):
    """From nothing, initdb included, to both servers answering."""
    folder = Path(tempfile.mkdtemp(prefix="psl"))
    folder.chmod(0o755)
    instance = Instance("start", root=folder)
    (seconds,) = times(lambda: Membership(instance).leave(), repeat=1, warm_up=0)
    (again,) = times(lambda: Membership(instance).leave(), repeat=1, warm_up=0)
    yield absolute("services, first start", seconds, "s", at_most=10)
    yield absolute("services, joining running ones", again * 1000, "ms", at_most=100)
    remove(instance)


@benchmark
def doorbell(size):
    """What ringing costs the request that rings."""
    app = current_app._get_current_object()
    seconds = times(lambda: app.send_task("bench.doorbell", queue="bench"), repeat=200)
    yield absolute("doorbell p95", percentile(seconds, 95) * 1000, "ms", at_most=10)
    with app.connection_for_write() as connection:
        connection.default_channel.queue_purge("bench")


def remove(instance):
    """A throw-away instance and its folders."""
    instance.wait_until_stopped()
    for folder in (instance.sockets, instance.home, instance.root):
        shutil.rmtree(folder, ignore_errors=True)
