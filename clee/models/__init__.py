from clee.models.actions import Action, ActionDocument, ActionType, Practice
from clee.models.committees import Committee
from clee.models.cycle import CycleStep
from clee.models.enquiries import Enquiry
from clee.models.letters import Letter
from clee.models.mandates import Mandate
from clee.models.meetings import AgendaItem, Decision, Invitation, Meeting
from clee.models.members import Member
from clee.models.news import News
from clee.models.offices import OfficeSheet
from clee.models.resources import Resource, ResourceVersion
from clee.models.reviews import Review, ReviewVersion

__all__ = [
    "Action",
    "ActionDocument",
    "ActionType",
    "AgendaItem",
    "Committee",
    "CycleStep",
    "Decision",
    "Enquiry",
    "Invitation",
    "Letter",
    "Mandate",
    "Meeting",
    "Member",
    "News",
    "OfficeSheet",
    "Practice",
    "Resource",
    "ResourceVersion",
    "Review",
    "ReviewVersion",
]
