"""The tick that empties the accounts that nobody uses."""

from celery import shared_task

from accounts.workflow import erasure


@shared_task(name="portal.tasks.erase_accounts")
def tick():
    """Every hour by beat; what it finds is decided by dates in the tables."""
    erasure.advance()
