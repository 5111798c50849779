"""Reminders about committees."""

from clee import (  # noqa: F401 declare theirs
    reminders_cycle,
    reminders_enquiries,
    reminders_meetings,
    reminders_reviews,
)
