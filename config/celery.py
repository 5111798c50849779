"""The Celery application. PostgreSQL is the truth, Redis only a doorbell.

Beat only ticks: no argument, no calendar logic. What a tick finds due is decided
by SQL, and each tick has a `manage.py` command that does the same from cron.
"""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("passerelle")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# name of the tick → {"task": dotted name, "schedule": seconds}
app.conf.beat_schedule = {}
