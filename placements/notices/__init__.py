"""The mails about placements."""

from placements.notices import (
    agreement,  # noqa: F401 declares those of agreements
    applications,  # noqa: F401 declares those of applications
    early_ends,  # noqa: F401 declares those of placements that stop
    families,  # noqa: F401 declares those of families
    follow_up,  # noqa: F401 declares those of the follow-up
    offers,  # noqa: F401 declares those of offers
    pfmp_hosts,  # noqa: F401 declares those of places asked of companies
    tracks,  # noqa: F401 declares those of discovery tracks
    wishes,  # noqa: F401 declares those of wishes
)
