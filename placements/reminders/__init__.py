"""Reminders about placements."""

from placements.reminders import (
    agreement,  # noqa: F401 declares the rules about agreements
    applications,  # noqa: F401 declares those about applications
    follow_up,  # noqa: F401 declares that of evaluations
    pfmp_hosts,  # noqa: F401 declares that about places asked for a period
    without,  # noqa: F401 declares the rules about who has none
)
