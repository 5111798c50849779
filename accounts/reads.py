"""Writing down who looked at contact details."""

from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.contenttypes.models import ContentType

from accounts.models import PersonalDataRead

_noted = ContextVar("noted", default=False)


@contextmanager
def noted():
    """Inside, what is read was noted when it was asked for: a worker only reads."""
    token = _noted.set(True)
    try:
        yield
    finally:
        _noted.reset(token)


def note_reads(actor, rows):
    """The signed-in actor was shown the details that these rows hold; one statement.

    Said once a day per person and row: the cost of a page does not grow with visits.
    """
    if actor.user is None or _noted.get():
        return
    PersonalDataRead.objects.bulk_create(
        [
            PersonalDataRead(
                user=actor.user,
                role=actor.role or "",
                subject_type=ContentType.objects.get_for_model(row),
                subject_id=row.pk,
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )
