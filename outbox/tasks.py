"""What the doorbell and the beat wake up. A task that dies is only a late mail."""

from celery import shared_task
from django.conf import settings

from outbox import delivery, doorbell, mailbox
from outbox.models import Heartbeat

RUN = 30  # seconds; with the last mail's 20 it stays under the limit below


@shared_task(name="outbox.tasks.send_due", time_limit=60)
def send_due():
    """Send what is due for half a minute, then hand over to a fresh task."""
    tally = delivery.send_due(seconds=RUN)
    if tally.more:
        doorbell.ring()


@shared_task(name="outbox.tasks.read_reports", time_limit=60)
def read_reports():
    """Apply the reports that came back to the mailbox, where there is one."""
    if settings.REPORTS_MAILBOX:
        mailbox.read(settings.REPORTS_MAILBOX)
        Heartbeat.mark("reports")


@shared_task(name="outbox.tasks.beat_canary", time_limit=10)
def beat_canary():
    """Show that beat ticks and that a worker hears it."""
    Heartbeat.mark("beat")


@shared_task(name="outbox.tasks.queue_canary", time_limit=10, bind=True)
def queue_canary(self):
    """Show that a worker takes what stands in the queue that this very message came by."""
    Heartbeat.mark(f"queue:{self.request.delivery_info['routing_key']}")
