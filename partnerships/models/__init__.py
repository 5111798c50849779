from partnerships.models.bookings import Booking
from partnerships.models.contracts import (
    BranchConsultation,
    Contract,
    ContractNotice,
    ContractParty,
    FundingLine,
    ProgrammeSession,
)
from partnerships.models.facets import SlotCount, SlotFacets
from partnerships.models.imports import SheetImport
from partnerships.models.lists import NominativeList
from partnerships.models.log import Interaction
from partnerships.models.offers import Offer
from partnerships.models.partnership import Partnership, PartnershipDocument
from partnerships.models.portfolio import ContactCeiling, Portfolio
from partnerships.models.saved import SavedFilter
from partnerships.models.slots import Slot

__all__ = [
    "Booking",
    "BranchConsultation",
    "ContactCeiling",
    "Contract",
    "ContractNotice",
    "ContractParty",
    "FundingLine",
    "Interaction",
    "NominativeList",
    "Offer",
    "Partnership",
    "PartnershipDocument",
    "Portfolio",
    "ProgrammeSession",
    "SavedFilter",
    "SheetImport",
    "Slot",
    "SlotCount",
    "SlotFacets",
]
