"""The mails about placements."""

from placements import notices_agreement  # noqa: F401 declares the kinds about agreements
