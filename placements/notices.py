"""The mails about placements."""

from placements import (
    notices_agreement,  # noqa: F401 declares those of agreements
    notices_families,  # noqa: F401 declares those of families
    notices_tracks,  # noqa: F401 declares those of discovery tracks
)
