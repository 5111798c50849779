"""Reminders about placements."""

from placements import (
    reminders_agreement,  # noqa: F401 declares the rules about agreements
    reminders_applications,  # noqa: F401 declares those about applications
    reminders_follow_up,  # noqa: F401 declares that of evaluations
    reminders_pfmp_hosts,  # noqa: F401 declares that about places asked for a period
    reminders_without,  # noqa: F401 declares the rules about who has none
)
