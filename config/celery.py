"""The Celery application. PostgreSQL is the truth, Redis only a doorbell.

Beat only ticks: no argument, no calendar logic. What a tick finds due is decided
by SQL, and each tick has a `manage.py` command that does the same from cron.
"""

import os

from celery import Celery, signals
from django.conf import settings
from kombu import Queue

from outbox.broker import refuse_eviction
from outbox.queues import QUEUES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

# By its name: models are not loaded yet.
app = Celery("passerelle", task_cls="config.tasks:TracedTask")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Else only the thread that imports this module knows the application: a request of
# another thread of the web server would ring at an AMQP broker that does not exist.
app.set_default()

app.conf.task_default_queue = "default"
# Without a key of its own each queue would take the other's messages too.
app.conf.task_queues = [Queue(name, routing_key=name) for name in QUEUES]
app.conf.task_default_routing_key = "default"
# The slow ones have queues of their own: a batch of PDF must not keep a code waiting.
app.conf.task_routes = {
    "outbox.tasks.*": {"queue": "mail"},
    "documents.tasks.*": {"queue": "documents"},
    "*.tasks.export_*": {"queue": "exports"},
    "reports.tasks.count_wide": {"queue": "exports"},
}


def tick(task, seconds, **options):
    """One line of the schedule; a tick that nobody took before the next one is dropped."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds, **options}}


app.conf.beat_schedule = {
    "send due mails": tick("outbox.tasks.send_due", 60),
    "beat canary": tick("outbox.tasks.beat_canary", 60),
    **{
        f"canary of {name}": tick("outbox.tasks.queue_canary", 60, queue=name, routing_key=name)
        for name in QUEUES
    },
    "read reports": tick("outbox.tasks.read_reports", 300),
    "plan reminders": tick("reminders.tasks.plan", 600),
    "advance bookings": tick("partnerships.tasks.advance", 600),
    "advance committees": tick("clee.tasks.advance", 3600),
    "advance placements": tick("placements.tasks.advance", 600),
    "advance events": tick("events.tasks.advance", 600),
    "advance registrations": tick("events.tasks_registration.advance", 300),
    "erase accounts": tick("portal.tasks.erase_accounts", 3600),
    "keep week": tick("reports.tasks.keep_week", 3600),
    "count wide reports": tick("reports.tasks.count_wide", 3600),
    "make exports": tick("reports.tasks.export_next", 60),
    "work on tracks": tick("placements.tasks.work_on_tracks", 60),
}


@signals.worker_init.connect
def check_broker(**_):
    """No worker starts on a broker that may drop messages."""
    refuse_eviction(settings.REDIS_URL)
