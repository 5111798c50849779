from clee.models.committees import Committee
from clee.models.enquiries import Enquiry
from clee.models.letters import Letter
from clee.models.mandates import Mandate
from clee.models.members import Member
from clee.models.news import News
from clee.models.offices import OfficeSheet

__all__ = ["Committee", "Enquiry", "Letter", "Mandate", "Member", "News", "OfficeSheet"]
