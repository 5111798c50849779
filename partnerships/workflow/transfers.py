"""A request passed to a colleague of the host: who is written to from now on."""

from dataclasses import dataclass

from directory.violations import Refused, Violation
from outbox.recipients import normalise
from partnerships import seats
from partnerships.models import Contract
from partnerships.workflow.contract_opening import fill_link
from partnerships.workflow.contract_people import company_recipients
from partnerships.workflow.locking import locked
from partnerships.workflow.people import (
    answer_link,
    answerers_of,
    stood_in,
    tell,
    tell_guests,
)
from partnerships.workflow.requests import write
from partnerships.workflow.tables import BOOKING


@dataclass(frozen=True)
class Colleague:
    """The person of the host's who follows the request from now on."""

    name: str
    email: str
    phone: str = ""


@seats.unit_of_work
def transfer(actor, booking, plan, message=""):
    """Make a colleague the contact of the request: by their account when they have one, else
    by a personal link of their own. Whoever led it keeps what they had, and is written to no
    more; the guest is told whom to call. Raises Refused.
    """
    booking = locked(booking)
    BOOKING.apply(booking, "transfer", actor)
    email = address_of(plan, booking.contact_email, "la demande")
    booking.contact_name, booking.contact_email = plan.name.strip(), email
    booking.contact_phone = plan.phone.strip()
    booking.save()
    words = f"{booking.contact_name}. {message.strip()}".strip()
    write(actor, "a confié la demande à un collègue", booking, words=words)
    context = {"words": message.strip()}
    colleague = [person for person in answerers_of(booking) if person.email == email]
    for person in stood_in(colleague, booking.company_id):
        link = {} if person.user_id else {"link": answer_link(actor, booking, person).pk}
        tell(actor, "booking.transferred", booking, [person], occasion=email, **context, **link)
    _follow_contract(actor, booking)
    tell_guests(actor, "booking.new_contact", booking, occasion=email)
    return booking


def address_of(colleague, former, what):
    """The address of a colleague, another than the former one; `what` is followed. Raises
    Refused."""
    try:
        email = normalise(colleague.email)
    except ValueError as error:
        text = "Cette adresse n’est pas valable."
        raise Refused(violations=[Violation("R-IM-1", text, "email")]) from error
    if email == former.lower():
        text = f"Cette personne suit déjà {what}."
        raise Refused(violations=[Violation("R-IM-1", text, "email")])
    return email


def _follow_contract(actor, booking):
    """The colleague completes the contract by a link of their own."""
    contract = Contract.objects.filter(booking=booking).first()
    if contract and not contract.is_closed:
        for recipient in company_recipients(contract):
            fill_link(actor, contract, recipient)
