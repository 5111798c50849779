"""The RBDE's lists: companies with their history, contacts, offers, bookings, contracts."""

from partnerships.admin import (
    bookings,
    companies,
    contracts,
    merges,
    needs,
    networks,
    notes,
    offers,
    school_requests,
    sheets,
)

__all__ = [
    "bookings",
    "companies",
    "contracts",
    "merges",
    "needs",
    "networks",
    "notes",
    "offers",
    "school_requests",
    "sheets",
]
