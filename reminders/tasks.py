"""The planner's tick."""

from celery import shared_task

from reminders import planner


@shared_task(name="reminders.tasks.plan")
def plan():
    """Bring the planned reminders in line with the rules."""
    planner.plan()
