"""The tick that opens the year of committees."""

from celery import shared_task
from django.utils import timezone

from clee.workflow import cycle
from directory.years import start_year_of


@shared_task(name="clee.tasks.advance")
def tick():
    """By beat: the steps of the school year, for committees that have none yet."""
    cycle.open_year(start_year_of(timezone.localdate()))
