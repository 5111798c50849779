"""Reminders about placements."""

from placements import reminders_without  # noqa: F401 declares the rules about who has none
