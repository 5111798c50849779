"""Processes of Celery to kill: `python -m tests.faults.celery_processes "beat" "worker -c 4"`.

One is forked for each word after a single import of the portal, most of what a start costs.
One that gives up by itself is started again, as `make run` and the units of production do:
a broker killed while a worker holds a task may end that worker, when kombu gives the task back
to a connection that is gone (2 of 60 kills). One that a test kills stays dead.
"""

import os
import shlex
import sys

import django
from celery.bin.celery import celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from config.celery import app, tick  # noqa: E402
from tests.faults import hurry  # noqa: E402, F401 - shortens the waits

# A beat that ticks every second.
app.conf.beat_schedule = {"send due mails": tick("outbox.tasks.send_due", 1)}


def fork(words):
    """The process that runs this command of Celery and leaves with its status.

    `app.start` would not do: it hides the status.
    """
    process = os.fork()
    if not process:
        celery(["--app", "config", *shlex.split(words)])
    return process


def main():
    running = {fork(words): words for words in sys.argv[1:]}
    while running:
        process, status = os.wait()
        words = running.pop(process)
        if os.waitstatus_to_exitcode(status) > 0:
            print(f"{words} gave up, started again", file=sys.stderr, flush=True)
            running[fork(words)] = words


if __name__ == "__main__":
    main()
