"""The mails about placements."""

from placements import notices_families  # noqa: F401 declares the kinds about families
