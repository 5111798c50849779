from clee.models.committees import Committee
from clee.models.mandates import Mandate
from clee.models.members import Member

__all__ = ["Committee", "Mandate", "Member"]
