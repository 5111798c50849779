"""What waits for an actor, gathered from every app that has a `todo.py`."""

import datetime as dt
from importlib import import_module
from importlib.util import find_spec

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


def todos_for(actor, school_year):
    """Every `Todo` of the actor in this school year: late first, then by date."""
    found = [todo for source in SOURCES for todo in source.todos(actor, school_year)]
    return sorted(found, key=lambda todo: (todo.urgency, todo.due or dt.date.max, todo.title))
