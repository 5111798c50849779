"""The tick of committees: their year opens; what the public wrote, and the names of people, are
destroyed in their time."""

from celery import shared_task
from django.utils import timezone

from clee.workflow import cycle, erasure
from clee.workflow.enquiries import purge
from directory.years import start_year_of


@shared_task(name="clee.tasks.advance")
def tick():
    """Every hour by beat; what it finds is decided by dates in the tables."""
    cycle.open_year(start_year_of(timezone.localdate()))
    purge()
    erasure.erase_due()
