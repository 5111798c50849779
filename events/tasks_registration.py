"""The tick that lets time act on registrations."""

from celery import shared_task

from events.workflow import registration_erasure, registrations


@shared_task(name="events.tasks_registration.advance")
def advance():
    """Offers that ran out, seats left over, forms that nobody confirmed; who registered six
    months ago. Idempotent."""
    registrations.advance()
    registration_erasure.erase_due()
