"""The reminders of committees."""

from clee import reminders_reviews  # noqa: F401 declares those of reviews
