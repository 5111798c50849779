from accounts.models.codes import OneTimeCode
from accounts.models.delegations import Delegation
from accounts.models.forms import FormSubmission
from accounts.models.journal import JournalEntry
from accounts.models.letters import RoleLetter
from accounts.models.links import PersonalLink
from accounts.models.roles import RoleAssignment
from accounts.models.users import User

__all__ = [
    "Delegation",
    "FormSubmission",
    "JournalEntry",
    "OneTimeCode",
    "PersonalLink",
    "RoleAssignment",
    "RoleLetter",
    "User",
]
