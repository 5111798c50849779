"""The RBDE's lists: companies with their history, contacts, offers, bookings, contracts."""

from partnerships.admin import (
    bookings,
    companies,
    contracts,
    desk,
    log,
    matches,
    merges,
    needs,
    networks,
    offers,
    partnerships,
    school_requests,
    sheets,
)

__all__ = [
    "bookings",
    "companies",
    "contracts",
    "desk",
    "log",
    "matches",
    "merges",
    "needs",
    "networks",
    "offers",
    "partnerships",
    "school_requests",
    "sheets",
]
