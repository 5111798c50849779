from clee.models.actions import Action, ActionDocument, ActionType, Practice
from clee.models.committees import Committee
from clee.models.mandates import Mandate
from clee.models.members import Member
from clee.models.resources import Resource, ResourceVersion
from clee.models.reviews import Review, ReviewVersion

__all__ = [
    "Action",
    "ActionDocument",
    "ActionType",
    "Committee",
    "Mandate",
    "Member",
    "Practice",
    "Resource",
    "ResourceVersion",
    "Review",
    "ReviewVersion",
]
