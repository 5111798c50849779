"""The tick that lets time act on events."""

from celery import shared_task

from events.workflow import teams


def advance():
    """Teams follow their immersion (R-CEE-7). Idempotent; how many rows moved."""
    return teams.refresh()


@shared_task(name="events.tasks.advance")
def tick():
    """Every few minutes by beat; what it finds is decided by states in the tables."""
    advance()
