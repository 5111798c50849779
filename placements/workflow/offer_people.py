"""Who is told about an offer of placements, and the links of who has no account."""

import datetime as dt

from django.utils import timezone

from accounts import links
from accounts.enums import Role
from accounts.models import PersonalLink
from directory.models import School
from outbox.workflow import notify
from partnerships.workflow.people import Address, living, stood_in, with_role
from placements.workflow.offer_tables import ANSWER_PURPOSE, CONFIRM_PURPOSE

CONFIRM_LIFE = dt.timedelta(days=60)
# An answer may still be looked up after the placement.
AFTER = dt.timedelta(days=30)


def hosts_of(offer, name=None, email=None):
    """Who answers for the company: those with an account, then the contact of the offer, or
    the one given; the company's own address when there is nobody; stand-ins while away."""
    people = with_role([Role.COMPANY_REPRESENTATIVE], companies=[offer.company_id])
    name, email = (offer.contact_name, offer.contact_email) if email is None else (name, email)
    if email and email.lower() not in {person.email for person in people}:
        people.append(Address(email.lower(), name or ""))
    if not people and offer.company.email:
        people.append(Address(offer.company.email.lower(), str(offer.company)))
    return stood_in(people, offer.company_id)


def authors_of(offer):
    """Who typed it for the company, while they have an account in use."""
    return with_role(list(Role), user=[offer.created_by_id]) if offer.created_by_id else []


def moderators_of(offer):
    """Who keeps the sheets of companies of the offer's département: its mission officers,
    without any the RBDE of its schools. All of them have it among their to-dos."""
    officers = with_role([Role.MISSION_OFFICER], departments=[offer.department_id])
    schools = School.objects.filter(department=offer.department_id, is_open=True)
    return officers or with_role([Role.RBDE], schools=schools.values_list("pk", flat=True))


def tell_contact(actor, kind, offer):
    """Only the address that was typed, by a link: nobody else of the company asked."""
    person = Address(offer.contact_email, offer.contact_name)
    tell(actor, kind, offer, [person], link=link_of(actor, offer, person).pk)


def tell(actor, kind, subject, people, *, occasion="", **context):
    """One notice per person; ids only in the context."""
    for person in people:
        notify(
            kind, subject, person.recipient, by=actor, occasion=occasion, context=context or None
        )


def tell_hosts(actor, kind, offer, purpose=CONFIRM_PURPOSE, *, people=None, occasion=""):
    """As `tell`, with a personal link for whoever has no account."""
    for person in hosts_of(offer) if people is None else people:
        link = {} if person.user_id else {"link": link_of(actor, offer, person, purpose).pk}
        tell(actor, kind, offer, [person], occasion=occasion, **link)


def follow_contact(actor, offer, former):
    """Somebody else answers: the links of the former address open nothing any more, and what
    waits for an answer is told to the new one."""
    if not former or former.lower() == offer.contact_email.lower():
        return
    for link in PersonalLink.objects.alive().about(offer).filter(holder_email=former.lower()):
        links.revoke(actor, link)
    if offer.applications.sent().filter(contact_email="").exists():
        kind, occasion = "placement_application.received", f"contact-{offer.contact_email}"
        tell_hosts(actor, kind, offer, ANSWER_PURPOSE, occasion=occasion)


def link_of(actor, offer, person, purpose=CONFIRM_PURPOSE, *, about=None):
    """The living link of this address about the offer (or about `about`, a row of it), made
    when there is none."""
    subject = about or offer
    found = living(purpose, subject, person)
    until = _until(offer, purpose)
    if found is None:
        return links.issue(
            actor,
            purpose,
            subject,
            name=person.name or person.email,
            email=person.email,
            valid_until=until,
            function="entreprise d’accueil",
        )
    links.prolong(subject, [purpose], until)
    return found


def _until(offer, purpose):
    now = timezone.now()
    last = offer.weeks.order_by("-monday").values_list("monday", flat=True).first()
    life = AFTER if purpose == ANSWER_PURPOSE else CONFIRM_LIFE
    return max(now + life, links.end_of(last + AFTER)) if last else now + life
