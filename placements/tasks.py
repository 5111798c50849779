"""The tick that lets time act on placements."""

from celery import shared_task

from placements.workflow.erasure import erase_due


@shared_task(name="placements.tasks.advance")
def tick():
    """Every few minutes by beat; what it finds is decided by dates in the tables."""
    erase_due()
