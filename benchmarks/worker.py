"""What a web worker weighs after hundreds of pages of events, beside itself idle (issue: 1.3 ×)."""

import datetime as dt
import json
import os
import sys

import django
from django.conf import settings
from django.test import Client
from django.utils import timezone

ROUNDS = 40
MIB = 1024 * 1024


def resident():
    """MiB that this process holds in memory now."""
    with open("/proc/self/statm") as sizes:
        return int(sizes.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MIB


def serve(session, *pages):
    """In a process of its own: one page of no weight, then all of them, again and again."""
    django.setup()
    settings.DEBUG = False
    client = Client()
    client.get("/sante/vivant")
    idle = resident()
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    for _ in range(ROUNDS):
        for page in pages:
            answer = client.get(page)
            if answer.status_code != 200:
                raise RuntimeError(f"{page} answered {answer.status_code}")
    print(json.dumps([idle, resident()]))


if __name__ == "__main__":
    serve(*sys.argv[1:])
else:
    from benchmarks.events import administrator, sessions
    from benchmarks.harness import benchmark, measure, ratio
    from events.models import Event
    from tests.directory.factories import DepartmentFactory

    @benchmark
    def worker_memory(size):
        """The programme of 1,500 sessions and the list of who organises them."""
        first = timezone.now() + dt.timedelta(days=5000)
        made = sessions(DepartmentFactory(code="48"), first, 1500)
        organiser = administrator()
        try:
            client = Client()
            client.force_login(organiser)
            pages = ["/evenements/", f"/evenements/?du={timezone.localdate(first)}",
                     "/evenements/miens/", made[0].event.get_absolute_url()]  # fmt: skip
            session = client.cookies[settings.SESSION_COOKIE_NAME].value
            command = [sys.executable, "-m", "benchmarks.worker", session, *pages]
            _, _, output = measure(command)
            idle, after = json.loads(output.splitlines()[-1])
        finally:
            Event.objects.filter(pk__in={one.event_id for one in made}).delete()
            organiser.delete()
        detail = f"{idle:.0f} MiB idle, {after:.0f} after {ROUNDS * len(pages)} pages"
        yield ratio("events. worker after the run ÷ idle", after / idle, at_most=1.3, detail=detail)
