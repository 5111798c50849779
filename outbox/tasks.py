"""What the doorbell and the beat wake up. A task that dies is only a late mail."""

from celery import shared_task

from outbox import delivery, doorbell
from outbox.models import Heartbeat

RUN = 30  # seconds; with the last mail's 20 it stays under the limit below


@shared_task(name="outbox.tasks.send_due", time_limit=60)
def send_due():
    """Send what is due for half a minute, then hand over to a fresh task."""
    tally = delivery.send_due(seconds=RUN)
    if tally.more:
        doorbell.ring()


@shared_task(name="outbox.tasks.beat_canary", time_limit=10)
def beat_canary():
    """Show that beat ticks and that a worker hears it."""
    Heartbeat.mark("beat")
