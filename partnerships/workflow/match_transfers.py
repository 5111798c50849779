"""A match passed to a colleague of the company: who is written to from now on.

Raises `Refused` with its French message when the table or the address forbids.
"""

from partnerships import seats
from partnerships.enums import Side
from partnerships.workflow import matches
from partnerships.workflow.match_people import match_link, write
from partnerships.workflow.match_tables import MATCH
from partnerships.workflow.people import answerers_of, stood_in, tell
from partnerships.workflow.transfers import address_of


@seats.unit_of_work
def transfer(actor, match, plan, message=""):
    """Make a colleague (`Colleague`) the contact of the match, with a link of their own. Who
    led it keeps what they had; reminders and what follows go to the colleague."""
    match = matches.locked(match)
    MATCH.apply(match, "transfer", actor)
    email = address_of(plan, match.contact_email, "cette mise en relation")
    match.contact_name, match.contact_email = plan.name.strip(), email
    match.contact_phone = plan.phone.strip()
    match.save()
    words = message.strip()
    said = f"{match.contact_name}. {words}".strip()
    write(actor, "a confié la mise en relation à un collègue", match, words=said)
    colleague = [person for person in answerers_of(match) if person.email == email]
    for person in stood_in(colleague, match.company_id):
        link = match_link(actor, match, Side.HOST, person)
        context = {"words": words, "link": link.pk}
        tell(actor, "match.transferred", match, [person], occasion=email, **context)
    return match
