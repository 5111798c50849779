"""What the days alone do to the bank of placements and to places asked of companies: what waited
too long, and offers that are over, are closed."""

from django.utils import timezone

from placements.workflow import application_ends, offers, pfmp_ends


def advance(today=None):
    """Idempotent; returns how many rows changed."""
    today = today or timezone.localdate()
    return application_ends.expire(today) + offers.end_past(today) + pfmp_ends.expire(today)
