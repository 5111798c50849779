"""The tick that lets time act on events."""

from celery import shared_task

from events.workflow import events


def advance():
    """Events that are over are closed. Idempotent; how many rows moved."""
    return events.close_past()


@shared_task(name="events.tasks.advance")
def tick():
    """Every few minutes by beat; what it finds is decided by states in the tables."""
    advance()
