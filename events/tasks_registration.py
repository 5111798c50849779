"""The tick that lets time act on registrations."""

from celery import shared_task

from events.workflow import registrations


@shared_task(name="events.tasks_registration.advance")
def advance():
    """Offers that ran out, seats left over, forms that nobody confirmed. Idempotent."""
    registrations.advance()
