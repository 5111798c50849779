from clee.models.committees import Committee
from clee.models.cycle import CycleStep
from clee.models.mandates import Mandate
from clee.models.meetings import AgendaItem, Decision, Invitation, Meeting
from clee.models.members import Member

__all__ = [
    "AgendaItem",
    "Committee",
    "CycleStep",
    "Decision",
    "Invitation",
    "Mandate",
    "Meeting",
    "Member",
]
