"""Reminders about committees."""

from clee.reminders import (  # noqa: F401 declare theirs
    cycle,
    enquiries,
    meetings,
    reviews,
)
