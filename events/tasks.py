"""The tick that lets time act on events."""

from celery import shared_task

from events.workflow import events, teams


def advance():
    """Events that are over are closed, teams follow their immersion (R-CEE-7). Idempotent; how
    many rows moved."""
    return events.close_past() + teams.refresh()


@shared_task(name="events.tasks.advance")
def tick():
    """Every few minutes by beat; what it finds is decided by states in the tables."""
    advance()
