"""R-IM-1 once an offer typed for a company is confirmed: the dates, the seats and the contact
that its author adds wait for the company's word; what it confirmed stays published."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils import timezone

from accounts import links
from accounts.models import PersonalLink
from directory.violations import Refused, require
from partnerships.companies import check_contact
from partnerships.enums import OfferState, SlotState
from partnerships.models import Slot
from partnerships.wording import counted, period_of
from partnerships.workflow.people import (
    NEW_CONTACT,
    Address,
    answerers_of,
    confirm_link,
    contact_link,
    hosts_of,
    tell,
)
from partnerships.workflow.tables import CONFIRM_PURPOSE, by_company

ASKED = Q(state=SlotState.TO_CONFIRM) | Q(asked_capacity__isnull=False)
# How the occasion of a mail to a new contact begins.
OF_CONTACT = "contact-"
REOPEN_FIRST = "L’offre est fermée : reprenez-la d’abord, l’entreprise la confirmera de nouveau."


@dataclass(frozen=True)
class Asked:
    """What waits for the company's word; false when nothing does."""

    slots: list[Slot]
    contact: PersonalLink | None

    def __bool__(self):
        return bool(self.slots or self.contact)

    @property
    def lines(self):
        """Each in a sentence, as the company and the author read it."""
        said = [_line(slot) for slot in self.slots]
        if self.contact:
            person = f"{self.contact.holder_name} ({self.contact.holder_email})"
            said.append(f"Nouvelle personne de contact : {person}.")
        return said


def _line(slot):
    if slot.state == SlotState.TO_CONFIRM:
        return f"Nouvelle date : {period_of(slot)}, {counted(slot.capacity, 'place')}."
    seats = counted(slot.asked_capacity, "place")
    return f"Créneau {period_of(slot)} : {seats} au lieu de {slot.capacity}."


def needed(offer, actor):
    """Whether the company is asked before what this actor adds is published. Raises Refused
    for a closed offer: it is confirmed as a whole once it is taken up again."""
    if not offer.on_behalf or by_company(offer, actor):
        return False
    if offer.state == OfferState.CLOSED:
        raise Refused(REOPEN_FIRST)
    return offer.state == OfferState.PUBLISHED


def new_contact(known, offer, actor):
    """Who would receive the requests instead of the contact that the company `known` has, which
    the changed offer keeps; None when nobody has to be asked."""
    person = Address(offer.contact_email.lower(), offer.contact_name)
    own = {one.email for one in answerers_of(known)}
    if not person.email or person.email in own or not needed(known, actor):
        return None
    offer.contact_name, offer.contact_email = known.contact_name, known.contact_email
    return person


def ask(actor, offer, contact=None):
    """Ask the company by mail, with a link for who has no account; and `contact`, the Address
    that would be its new one."""
    require(check_contact(offer.host_company, timezone.localdate()))
    again = offer.state == OfferState.PUBLISHED
    # What is added on one day is asked in one mail, the next morning.
    occasion = f"{timezone.localdate()}" if again else ""
    for person in hosts_of(offer):
        link = {} if person.user_id else {"link": confirm_link(actor, offer, person).pk}
        tell(actor, "offer.to_confirm", offer, [person], occasion=occasion, **link)
    if contact:
        _forget_contact(actor, offer)
        key = contact_link(actor, offer, contact).pk
        tell(actor, "offer.to_confirm", offer, [contact], occasion=f"{OF_CONTACT}{key}", link=key)


def asked_of(offer):
    """What the company has still to confirm of a published offer."""
    if not (offer.on_behalf and offer.state == OfferState.PUBLISHED):
        return Asked([], None)
    rows = Slot.objects.filter(ASKED, offer=offer).order_by("starts_on", "pk")
    return Asked(list(rows), _contacts(offer).first())


def drop(actor, offer):
    """Nothing of it is asked any more."""
    rows = Slot.objects.filter(offer=offer)
    rows.filter(state=SlotState.TO_CONFIRM).update(state=SlotState.CANCELLED)
    rows.filter(asked_capacity__isnull=False).update(asked_capacity=None)
    _forget_contact(actor, offer)


def _contacts(offer):
    mine = PersonalLink.objects.filter(purpose=CONFIRM_PURPOSE, holder_function=NEW_CONTACT)
    return mine.alive().about(offer)


def _forget_contact(actor, offer):
    for link in _contacts(offer):
        links.revoke(actor, link)
