"""Who may sign a contract for the school, and how its signature follows the head (R-AG-1)."""

from django.db.models import Q

from accounts import functions
from accounts.enums import Role, RoleState
from directory.models import School
from documents.enums import RoundState
from documents.models import Signatory
from documents.parties import locked
from documents.rounds import hand_to
from partnerships.enums.contract import PartyFunction
from partnerships.models import Contract, ContractParty
from partnerships.workflow.contract_base import ROUND_KINDS, S
from partnerships.workflow.tables import SYSTEM as PORTAL

HEAD = PartyFunction.HEAD


def standing(contract, function, email):
    """Whether this address may sign in this function: only the head's is ours to know."""
    if function != HEAD:
        return functions.Standing()
    return functions.standing_for_head(contract.booking.school, email)


def follow_heads(assignment):
    """A head came or left: what was asked of the one before is asked of the one in place."""
    for school, user in led_by(assignment):
        _follow(school, user)


def led_by(assignment):
    """[(school, person)]: the heads in place of the schools that this role is about.

    Nothing moves while nobody is validated, nor for another role than a head's.
    """
    if assignment.role != Role.HEAD:
        return []
    schools = assignment.schools.all()
    places = Q(pk__in=schools)
    if assignment.includes_annexes:
        places |= Q(parent__in=schools)
    found = []
    for school in School.objects.filter(places):
        heads = functions.heads_over(school).filter(state=RoleState.VALIDATED).order_by("pk")
        if head := heads.first():
            found.append((school, head.user))
    return found


def hand_over(asked, school, user):
    """Ask the head's signatures among these of `user`, but for an address that may sign."""
    asked = asked.awaited().filter(function=HEAD, round__state=RoundState.OPEN)
    for signatory in asked.order_by("round_id"):
        if functions.standing_for_head(school, signatory.email).why_not:
            round, signatory = locked(signatory)
            hand_to(PORTAL, round, signatory, str(user), user.email)


def _follow(school, user):
    contracts = Contract.objects.filter(booking__school=school)
    asked = Signatory.objects.filter(
        round__kind__in=ROUND_KINDS.values(), round__subject_id__in=contracts.values("pk")
    )
    hand_over(asked, school, user)
    drafts = contracts.filter(state__in=(S.DRAFT, S.VOID))
    for party in ContractParty.objects.filter(contract__in=drafts, function=HEAD):
        if functions.standing_for_head(school, party.email).why_not:
            party.name, party.email = str(user), user.email
            party.save(update_fields=["name", "email"])
