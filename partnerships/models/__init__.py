from partnerships.models.bookings import Booking
from partnerships.models.calls import BranchCall, BranchCallHost
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
from partnerships.models.desk import ClosedPeriod, StandIn
from partnerships.models.facets import SlotCount, SlotFacets
from partnerships.models.lists import NominativeList
from partnerships.models.log import Interaction
from partnerships.models.matches import BranchMatch
from partnerships.models.merges import CompanyMerge
from partnerships.models.moves import DateChange
from partnerships.models.needs import CompanyNeed
from partnerships.models.networks import NetworkAction, NetworkMember
from partnerships.models.offers import Offer
from partnerships.models.partnership import Partnership, PartnershipDocument, PartnershipSignatory
from partnerships.models.portfolio import ContactCeiling, Portfolio
from partnerships.models.saved import SavedFilter
from partnerships.models.school_requests import (
    SchoolRequest,
    SchoolRequestAnswer,
    SchoolRequestCall,
)
from partnerships.models.slots import Slot
from partnerships.models.waiting import SlotWaiting

__all__ = [
    "Attendance",
    "Booking",
    "BranchCall",
    "BranchCallHost",
    "BranchConsultation",
    "BranchMatch",
    "ClosedPeriod",
    "CompanyCorrection",
    "CompanyMerge",
    "CompanyNeed",
    "ContactCeiling",
    "Contract",
    "ContractNotice",
    "ContractParty",
    "DateChange",
    "Departure",
    "DepartureCheck",
    "FundingLine",
    "Interaction",
    "NetworkAction",
    "NetworkMember",
    "NominativeList",
    "Offer",
    "Partnership",
    "PartnershipDocument",
    "PartnershipSignatory",
    "Portfolio",
    "ProgrammeSession",
    "SavedFilter",
    "SchoolRequest",
    "SchoolRequestAnswer",
    "SchoolRequestCall",
    "Slot",
    "SlotCount",
    "SlotFacets",
    "SlotWaiting",
    "StandIn",
]
