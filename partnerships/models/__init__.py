from partnerships.models.bookings import Booking
from partnerships.models.contracts import (
    BranchConsultation,
    Contract,
    ContractNotice,
    ContractParty,
    FundingLine,
    ProgrammeSession,
)
from partnerships.models.corrections import CompanyCorrection
from partnerships.models.day import Attendance, Departure, DepartureCheck
from partnerships.models.facets import SlotCount, SlotFacets
from partnerships.models.lists import NominativeList
from partnerships.models.merges import CompanyMerge
from partnerships.models.moves import DateChange
from partnerships.models.notes import CompanyNote
from partnerships.models.offers import Offer
from partnerships.models.slots import Slot
from partnerships.models.waiting import SlotWaiting

__all__ = [
    "Attendance",
    "Booking",
    "BranchConsultation",
    "CompanyCorrection",
    "CompanyMerge",
    "CompanyNote",
    "Contract",
    "ContractNotice",
    "ContractParty",
    "DateChange",
    "Departure",
    "DepartureCheck",
    "FundingLine",
    "NominativeList",
    "Offer",
    "ProgrammeSession",
    "Slot",
    "SlotCount",
    "SlotFacets",
    "SlotWaiting",
]
