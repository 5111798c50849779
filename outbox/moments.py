"""The `--now` of commands."""

from datetime import datetime

from django.core.management.base import CommandError
from django.utils import timezone


def moment(text):
    """The aware datetime that an ISO text names (Paris when it names no zone), or now."""
    if not text:
        return timezone.now()
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"« {text} » n’est pas une date ISO (2027-01-31T08:00).") from None
    return parsed if timezone.is_aware(parsed) else timezone.make_aware(parsed)
