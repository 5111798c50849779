"""What the doorbell and the beat wake up. A task that dies is only a late mail."""

from celery import shared_task

from outbox import delivery, doorbell
from outbox.models import Heartbeat

RUN = 30  # seconds; with the last mail's 20 it stays under the limit below


# Hard limit only: a soft one is an exception in the middle of a conversation, which would
# be taken for the relay's refusal. Killed, the mail is resolved by reconciliation.
@shared_task(name="outbox.tasks.send_due", soft_time_limit=None, time_limit=60)
def send_due():
    """Send what is due for half a minute, then hand over to a fresh task."""
    tally = delivery.send_due(seconds=RUN)
    if tally.more:
        doorbell.ring()


@shared_task(name="outbox.tasks.beat_canary", time_limit=10)
def beat_canary():
    """Show that beat ticks and that a worker hears it."""
    Heartbeat.mark("beat")
