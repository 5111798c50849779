"""The company's word on what was added to its published offer (R-IM-1)."""

from django.utils import timezone

from directory.violations import require
from partnerships import ceilings, seats
from partnerships.enums import SlotState
from partnerships.models import Offer, Slot
from partnerships.workflow import company_word, offers, waiting_list
from partnerships.workflow.people import HOST, tell
from partnerships.workflow.slot_checks import check_bans
from partnerships.workflow.tables import OFFER


@seats.unit_of_work
def accept(actor, offer):
    """The new dates and seats are published, requests go to the new contact. Idempotent."""
    offer, asked = _locked(actor, offer, "accept_changes")
    if not asked:
        return offer
    lines = " ".join(asked.lines)
    for slot in asked.slots:
        _publish(slot)
    if asked.contact:
        _follow(offer, asked.contact)
    require(check_bans(offer))
    offer.confirmed_at, offer.confirmed_by = timezone.now(), actor.label[:250]
    offer.save()
    offers.write(actor, "a confirmé les changements de l’offre", offer, words=lines)
    _tell_authors(actor, "offer.confirmed", offer)
    return offer


@seats.unit_of_work
def refuse(actor, offer):
    """What was published stays as it is. Idempotent."""
    offer, asked = _locked(actor, offer, "refuse_changes")
    if not asked:
        return offer
    company_word.drop(actor, offer)
    lines = " ".join(asked.lines)
    offers.write(actor, "n’a pas confirmé les changements de l’offre", offer, words=lines)
    _tell_authors(actor, "offer.declined", offer)
    return offer


def _locked(actor, offer, event):
    rows = Slot.objects.filter(company_word.ASKED, offer=offer)
    ceilings.lock_of(rows)
    offer = Offer.objects.select_for_update(of=("self",), no_key=True).get(pk=offer.pk)
    OFFER.apply(offer, event, actor)
    seats.lock(rows)
    return offer, company_word.asked_of(offer)


def _publish(slot):
    if slot.state == SlotState.TO_CONFIRM:
        slot.state = SlotState.OPEN
    else:
        slot.capacity = slot.asked_capacity
    slot.asked_capacity = None
    slot.save(update_fields=["state", "capacity", "asked_capacity"])
    waiting_list.promote(slot)


def _follow(offer, link):
    """Its holder is the contact from now on."""
    named = link.holder_name != link.holder_email
    offer.contact_name = link.holder_name[:120] if named else ""
    offer.contact_email = link.holder_email
    link.holder_function = HOST
    link.save(update_fields=["holder_function"])


def _tell_authors(actor, kind, offer):
    occasion = f"{timezone.now():%Y%m%d%H%M%S%f}"
    tell(actor, kind, offer, offers.authors_of(offer), occasion=occasion)
