"""Processes of Celery to kill: `python -m tests.faults.celery_processes "beat" "worker -c 4"`.

One is forked for each word after a single import of the portal, most of what a start costs.
"""

import os
import shlex
import sys

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from config.celery import app, tick  # noqa: E402
from tests.faults import hurry  # noqa: E402, F401 - shortens the waits

# A beat that ticks every second.
app.conf.beat_schedule = {"send due mails": tick("outbox.tasks.send_due", 1)}


def main():
    for words in sys.argv[1:]:
        if not os.fork():
            app.start(shlex.split(words))
            return
    for _ in sys.argv[1:]:
        os.wait()


if __name__ == "__main__":
    main()
