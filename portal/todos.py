"""What waits for an actor, gathered from every app that has a `todo.py`.

It has a function `todos`; that of an app which counts rows is `lines`, so that all counts are one
statement (`accounts.waits`).
"""

import datetime as dt
from importlib import import_module
from importlib.util import find_spec

from accounts.waits import settled

APPS = (
    "accounts",
    "directory",
    "documents",
    "reminders",
    "clee",
    "partnerships",
    "placements",
    "events",
    "reports",
    "portal",
)
SOURCES = [import_module(f"{app}.todo") for app in APPS if find_spec(f"{app}.todo")]


def _lines_of(source):
    return getattr(source, "lines", source.todos)


def todos_for(actor, school_year):
    """Every `Todo` of the actor in this school year: late first, then by date."""
    found = [line for source in SOURCES for line in _lines_of(source)(actor, school_year)]
    return sorted(
        settled(found), key=lambda todo: (todo.urgency, todo.due or dt.date.max, todo.title)
    )
