from accounts.models.codes import OneTimeCode
from accounts.models.delegations import Delegation
from accounts.models.forms import FormSubmission
from accounts.models.identities import ProConnectIdentity
from accounts.models.journal import JournalEntry
from accounts.models.letters import RoleLetter
from accounts.models.links import PersonalLink
from accounts.models.reads import PersonalDataRead
from accounts.models.renewals import RoleRenewal
from accounts.models.roles import RoleAssignment
from accounts.models.users import User
from directory.history import tracked_links

__all__ = [
    "Delegation",
    "FormSubmission",
    "JournalEntry",
    "OneTimeCode",
    "PersonalDataRead",
    "PersonalLink",
    "ProConnectIdentity",
    "RoleAssignment",
    "RoleLetter",
    "RoleRenewal",
    "User",
]

# Who had which role where, on any day.
tracked_links(
    RoleAssignment, "schools", "companies", "departments", "academies", "branches", "networks"
)
