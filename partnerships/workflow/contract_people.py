"""Who stands on which side of a contract, and who is written to."""

from accounts.enums import Act, Role
from directory.enums import Rhythm
from outbox.recipients import Recipient
from partnerships.enums.contract import PartyFunction
from partnerships.workflow.people import Address, guests_of, stood_in, with_role
from partnerships.workflow.tables import by_host, by_link

COMPLETE_PURPOSE = "completer"
BRANCH_PURPOSE = "branche"
# Who may speak for the school to the other parties and put a contract to signature.
SCHOOL_EDITORS = frozenset({Role.TEACHER, Role.HEAD, Role.DEPUTY, Role.DDFPT, Role.RBDE})


def is_school_side(contract, actor):
    return actor.role in SCHOOL_EDITORS and contract.booking.school_id in actor.school_ids


def is_company_side(contract, actor):
    """The host by its account (company, school, network), or the holder of its link."""
    if actor.link is not None:
        return by_link(COMPLETE_PURPOSE, contract, actor)
    return by_host(contract.booking, actor)


def is_branch_side(contract, actor):
    return actor.role == Role.BRANCH_OFFICER and contract.branch_id in actor.branch_ids


def is_consulted(consultation, actor):
    """The branch that was told, by account or by its link."""
    if by_link(BRANCH_PURPOSE, consultation, actor):
        return True
    return actor.role == Role.BRANCH_OFFICER and consultation.branch_id in actor.branch_ids


def is_editor(contract, actor):
    return is_school_side(contract, actor) or is_company_side(contract, actor)


def signatory_function(actor, contract):
    """The signatory function that an account speaks for; "" for none (R-AG-1).

    For the school the head, once validated, or whom the head lent the signature to.
    """
    if actor.acts_as(Act.SIGN, Role.HEAD, contract.booking.school_id):
        return PartyFunction.HEAD.value
    if actor.link is None and is_company_side(contract, actor):
        return PartyFunction.COMPANY.value
    if is_branch_side(contract, actor):
        return PartyFunction.BRANCH.value
    return ""


def _or_office(people, place, rhythm):
    """The people found, else the general address of their organisation."""
    if people or not place.email:
        return [person.recipient for person in people]
    return [Recipient(place.email, place.name, rhythm=rhythm)]


def branch_recipients(branch):
    return _or_office(with_role([Role.BRANCH_OFFICER], branches=[branch.pk]), branch, Rhythm.WORK)


def head_recipients(school):
    """The head, interim included; an annex answers to its parent's (R-ID-2)."""
    places = [school.pk, *([school.parent_id] if school.parent_id else [])]
    return _or_office(with_role([Role.HEAD], schools=places), school, Rhythm.SCHOOL)


def teacher_recipients(booking):
    return [person.recipient for person in guests_of(booking)]


def company_recipients(contract):
    """The contact of this booking, or their stand-in, else whoever signs for the host."""
    booking = contract.booking
    rhythm = Rhythm.of(booking.host_school_id)
    if booking.contact_email:
        contact = Address(booking.contact_email.lower(), booking.contact_name, rhythm=rhythm)
        return [person.recipient for person in stood_in([contact], booking.company_id)]
    parties = contract.parties.filter(function=PartyFunction.COMPANY).exclude(email="")
    return [Recipient(party.email, party.name, rhythm=rhythm) for party in parties]


def all_recipients(contract):
    """The three parties and the teacher, each address once."""
    booking = contract.booking
    people = [
        *company_recipients(contract),
        *head_recipients(booking.school),
        *teacher_recipients(booking),
        *(branch_recipients(contract.branch) if contract.branch else []),
    ]
    return list({person.email: person for person in people}.values())


def followers(contract, signatories):
    """Who is told of the signatures without giving one: the teacher, the host's contact.

    Signatories hear of them from the round itself; nobody is written to twice.
    """
    signing = {signatory.email.lower() for signatory in signatories}
    people = [*teacher_recipients(contract.booking), *company_recipients(contract)]
    found = {person.email: person for person in people}
    return [person for email, person in found.items() if email not in signing]
