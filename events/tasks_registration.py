"""The tick that lets time act on registrations."""

from celery import shared_task

from events.workflow import registration_erasure, registration_gifts, registrations


@shared_task(name="events.tasks_registration.advance")
def advance():
    """Offers and proposals that ran out, seats left over, forms that nobody confirmed; who
    registered six months ago. Idempotent."""
    registrations.advance()
    registration_gifts.advance()
    registration_erasure.erase_due()
