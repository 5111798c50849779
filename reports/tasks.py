"""What the workers do of the reports."""

from celery import shared_task

from reports import counted, trends
from reports.workflow import exports


@shared_task(name="reports.tasks.export_next", time_limit=3600, soft_time_limit=3500)
def export_next():
    """Rung when a file is asked for, and every minute by beat; in the queue of exports."""
    exports.erase_expired()
    exports.work()


@shared_task(name="reports.tasks.keep_week")
def keep_week():
    """Every hour by beat: the figures of the week, once, in its first hour that a worker has."""
    trends.record()


@shared_task(name="reports.tasks.count_wide", time_limit=3600, soft_time_limit=3500)
def count_wide():
    """Every hour by beat, in the queue of exports: what today has not counted yet; first what
    every report waits for."""
    counted.decide()
    counted.refresh()
