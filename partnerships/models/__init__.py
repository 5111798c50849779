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
from partnerships.models.facets import SlotCount, SlotFacets
from partnerships.models.lists import NominativeList
from partnerships.models.merges import CompanyMerge
from partnerships.models.needs import CompanyNeed
from partnerships.models.networks import NetworkAction, NetworkMember
from partnerships.models.notes import CompanyNote
from partnerships.models.offers import Offer
from partnerships.models.school_requests import (
    SchoolRequest,
    SchoolRequestAnswer,
    SchoolRequestCall,
)
from partnerships.models.slots import Slot

__all__ = [
    "Booking",
    "BranchConsultation",
    "CompanyCorrection",
    "CompanyMerge",
    "CompanyNeed",
    "CompanyNote",
    "Contract",
    "ContractNotice",
    "ContractParty",
    "FundingLine",
    "NetworkAction",
    "NetworkMember",
    "NominativeList",
    "Offer",
    "ProgrammeSession",
    "SchoolRequest",
    "SchoolRequestAnswer",
    "SchoolRequestCall",
    "Slot",
    "SlotCount",
    "SlotFacets",
]
