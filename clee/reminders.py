"""Reminders about committees."""

from clee import (
    reminders_cycle,  # noqa: F401 declares those of the year and of terms
    reminders_meetings,  # noqa: F401 declares those of meetings
)
