"""A worker of exports in a process of its own, to be killed half-way:
`python -m tests.faults.export_worker`. It says when half of the file is on the disk.
"""

import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.conf import settings  # noqa: E402

from reports import producers  # noqa: E402
from reports.workflow import exports as workflow  # noqa: E402


def half(actor, params, step):
    def chunks():
        yield b"x" * 100_000
        print("half", flush=True)
        time.sleep(600)

    step(1, 2)
    return "a.csv", "text/csv", chunks()


if __name__ == "__main__":
    settings.MEDIA_ROOT = sys.argv[1]
    workflow.PRODUCERS[producers.REPORT] = half
    workflow.work()
