"""The mails about placements."""

from placements import (
    notices_agreement,  # noqa: F401 declares those of agreements
    notices_applications,  # noqa: F401 declares those of applications
    notices_early_ends,  # noqa: F401 declares those of placements that stop
    notices_families,  # noqa: F401 declares those of families
    notices_follow_up,  # noqa: F401 declares those of the follow-up
    notices_offers,  # noqa: F401 declares those of offers
    notices_pfmp_hosts,  # noqa: F401 declares those of places asked of companies
    notices_tracks,  # noqa: F401 declares those of discovery tracks
    notices_wishes,  # noqa: F401 declares those of wishes
)
