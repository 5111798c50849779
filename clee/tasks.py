"""The tick that destroys what the public wrote, in its time."""

from celery import shared_task

from clee.workflow.enquiries import purge


@shared_task(name="clee.tasks.advance")
def tick():
    """Every hour by beat; what it finds is decided by dates in the tables."""
    purge()
