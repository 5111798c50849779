"""A process that answers the pages given, again and again, and says what it weighs: idle, after."""

import json
import os
import sys

import django
from django.conf import settings
from django.test import Client

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
