"""Reminders about committees."""

from clee import (
    reminders_enquiries,  # noqa: F401 declares those of requests that nobody answered
)
