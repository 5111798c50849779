"""What the portal reminds of: roles that wait."""

from portal import reminders_roles  # noqa: F401 declares the rules
