"""An offer from its draft to its end, and its slots (R-IM-1, R-ID-9)."""

from dataclasses import dataclass
from functools import partial

from django.db.models import Sum
from django.utils import timezone

from accounts import journal
from accounts.enums import Role
from accounts.idempotency import once
from directory.models import School, SchoolYear
from directory.search import fold
from directory.violations import Refused, Violation, require
from directory.years import start_year_of
from partnerships import ceilings, rules, seats
from partnerships.companies import check_contact, place_of
from partnerships.enums import (
    PENDING,
    BookingState,
    CancelReason,
    OfferState,
    Side,
    SlotMode,
    SlotState,
    WaitEnd,
)
from partnerships.models import Booking, Offer, Slot, SlotWaiting
from partnerships.workflow import company_word, waiting_list
from partnerships.workflow.contracts import cancel_for
from partnerships.workflow.locking import free_seats, locked
from partnerships.workflow.people import hosts_of, tell, tell_guests, with_role
from partnerships.workflow.requests import write as write_booking
from partnerships.workflow.slot_checks import check_bans, check_plan, date_check
from partnerships.workflow.tables import OFFER, ON_BEHALF_ROLES, SLOT, by_author

# The columns that say where an offer is: its host's, where the form leaves them empty.
PLACE = ("address", "postcode", "city")


@dataclass(frozen=True)
class SlotPlan:
    """What the slots of one publication share; `requests_until` only for a selection."""

    capacity: int
    last_day_is_half: bool = False
    starts_at: object = None
    ends_at: object = None
    break_minutes: int = 60
    mode: SlotMode = SlotMode.FIRST_COME
    requests_until: object = None


def hosts_for(actor, offer):
    """Whether the actor may publish for this host: one's own, or on behalf (R-IM-1)."""
    if offer.host_company_id:
        own = actor.role == Role.COMPANY_REPRESENTATIVE
        return (own and offer.host_company_id in actor.company_ids) or (
            actor.role in ON_BEHALF_ROLES
        )
    if offer.host_school_id:
        return actor.is_school_staff and offer.host_school_id in actor.school_ids
    return offer.host_network_id in actor.network_ids


def may_publish(actor):
    """Whether the actor has a host to publish for, an own one or a company's (R-IM-1)."""
    own = actor.company_ids or actor.network_ids or actor.is_school_staff
    return bool(own) or actor.role in ON_BEHALF_ROLES


def create(actor, offer, *, key):
    """Keep a new offer (an unsaved row) as a draft; what its host knows is filled in."""
    return _create(actor, offer, key)


@seats.unit_of_work
def _create(actor, offer, key):
    return once(actor, key, partial(_make, actor, offer))[0]


def _make(actor, offer):
    if not hosts_for(actor, offer):
        raise Refused("Vous ne pouvez pas publier pour cette structure d’accueil.")
    offer.state, offer.created_by = OfferState.DRAFT, actor.user
    offer.on_behalf = offer.host_company_id is not None and (
        actor.role != Role.COMPANY_REPRESENTATIVE
    )
    _complete(offer)
    offer.office = _office_of(actor, offer)
    offer.save()
    write(actor, "a préparé l’offre", offer)
    return offer


def _office_of(actor, offer):
    """The school that follows the offer: the one that hosts, or whose staff typed it for a
    company; of several, the one of the offer's département."""
    if offer.host_school_id or not actor.is_school_staff:
        return offer.host_school
    own = School.objects.filter(pk__in=actor.school_ids).order_by("pk")
    code = offer.department_id
    return min(
        own,
        key=lambda school: (school.parent_id is not None, school.department_id != code),
        default=None,
    )


def _complete(offer):
    """Name, place and sector of the host, where the form says nothing."""
    host = offer.host
    offer.host_name = str(host)[:250]
    _place(offer, host)
    if offer.department_id is None:
        offer.department = _department_of(host)
    if offer.sector_id is None:
        offer.sector = getattr(host, "sector", None)


def _place(offer, host):
    """Its address, and the position of its town: the host's own in the town of the host."""
    theirs = {name: getattr(host, name, "") for name in PLACE}
    at_host = offer.postcode in ("", theirs["postcode"]) and fold(offer.city) in (
        "",
        fold(theirs["city"]),
    )
    if at_host:
        for name in PLACE:
            setattr(offer, name, getattr(offer, name) or theirs[name])
    place = place_of(offer.postcode, offer.city)
    if at_host and getattr(host, "latitude", None) is not None:
        place = {"latitude": host.latitude, "longitude": host.longitude}
    offer.latitude, offer.longitude = place.get("latitude"), place.get("longitude")


def _department_of(host):
    found = getattr(host, "department", None)
    if found is None and hasattr(host, "departments"):
        found = host.departments.order_by("pk").first()
    if found is None:
        text = "Indiquez le département où l’offre se déroule."
        raise Refused(violations=[Violation("R-ID-6", text, "department")])
    return found


@seats.unit_of_work
def save(actor, offer):
    """Keep the changes of a draft or of an offer that is still to be read."""
    known = Offer.objects.get(pk=offer.pk)
    if not by_author(known, actor):
        raise Refused("Cette action ne vous est pas ouverte.")
    contact = company_word.new_contact(known, offer, actor)
    _complete(offer)
    offer.save()
    write(actor, "a modifié l’offre", offer)
    if contact:
        write(actor, "a proposé à l’entreprise une autre personne de contact", offer)
        company_word.ask(actor, offer, contact)
    return offer


@seats.unit_of_work
def add_slots(actor, offer, periods, plan, today=None):
    """Add dated slots, all or none; `Refused` names the first date that cannot be."""
    offer = Offer.objects.select_for_update(of=("self",), no_key=True).get(pk=offer.pk)
    if not by_author(offer, actor):
        raise Refused("Cette action ne vous est pas ouverte.")
    today = today or timezone.localdate()
    require(check_plan(offer, plan, today))
    refusals = date_check(offer, plan, today)
    for period in periods:
        require(refusals(period))
    waits = company_word.needed(offer, actor)
    state = SlotState.TO_CONFIRM if waits else SlotState.OPEN
    made = [make_slot(offer, period, plan, state) for period in periods]
    days = ", ".join(rules.french(period.first) for period in periods)
    write(actor, "a ajouté des créneaux", offer, words=days)
    if waits:
        company_word.ask(actor, offer)
    return made


def make_slot(offer, period, plan, state=SlotState.OPEN):
    year, _ = SchoolYear.objects.get_or_create(start_year=start_year_of(period.first))
    return Slot.objects.create(
        offer=offer,
        school_year=year,
        starts_on=period.first,
        ends_on=period.last,
        state=state,
        **plan.__dict__,
    )


@seats.unit_of_work
def publish(actor, offer):
    """Publish; on behalf of a company, ask it first by link (R-IM-1)."""
    offer = Offer.objects.select_for_update(of=("self",), no_key=True).get(pk=offer.pk)
    if offer.state in (OfferState.PUBLISHED, OfferState.TO_CONFIRM) and by_author(offer, actor):
        return offer
    OFFER.apply(offer, "submit" if offer.on_behalf else "publish", actor)
    require(check_publication(offer))
    if offer.on_behalf:
        offer.save()
        write(actor, "a saisi l’offre pour l’entreprise", offer)
        company_word.ask(actor, offer)
        return offer
    return _published(actor, offer, "a publié l’offre")


def check_publication(offer):
    found = []
    if not offer.slots.filter(state=SlotState.OPEN).exists():
        found.append(Violation("R-ID-9", "Ajoutez au moins un créneau avant de publier."))
    if not hosts_of(offer):
        text = "Indiquez l’adresse électronique de la personne qui répondra aux demandes."
        found.append(Violation("R-IM-1", text, "contact_email"))
    found += check_bans(offer)
    if offer.on_behalf:
        found += check_contact(offer.host_company, timezone.localdate())
    return found


def _published(actor, offer, verb):
    offer.published_at = timezone.now()
    offer.save()
    write(actor, verb, offer)
    return offer


@seats.unit_of_work
def confirm(actor, offer):
    """R-IM-1: the company confirms what was typed for it; the offer is published."""
    offer = Offer.objects.select_for_update(of=("self",), no_key=True).get(pk=offer.pk)
    if offer.state == OfferState.PUBLISHED and OFFER.can(offer, "close", actor):
        return offer
    OFFER.apply(offer, "confirm", actor)
    require(check_bans(offer))
    offer.confirmed_at, offer.confirmed_by = timezone.now(), actor.label[:250]
    _published(actor, offer, "a confirmé l’offre")
    tell(actor, "offer.confirmed", offer, authors_of(offer))
    return offer


@seats.unit_of_work
def decline(actor, offer, message=""):
    """R-IM-1: the company does not want the offer."""
    offer = Offer.objects.select_for_update(of=("self",), no_key=True).get(pk=offer.pk)
    if offer.state == OfferState.CLOSED:
        return offer
    OFFER.apply(offer, "decline", actor)
    offer.save()
    write(actor, "n’a pas confirmé l’offre", offer, words=message)
    tell(actor, "offer.declined", offer, authors_of(offer))
    return offer


def authors_of(offer):
    """Who typed it, while that person still has an account in use."""
    return with_role(list(Role), user=[offer.created_by_id]) if offer.created_by_id else []


@seats.unit_of_work
def close(actor, offer):
    """No new request, the waiting lists are closed; what was sent and accepted stays."""
    offer = _move(actor, offer, "close", "a fermé l’offre")
    company_word.drop(actor, offer)
    slots = seats.lock(offer.slots.filter(waiting__in=SlotWaiting.objects.open()))
    waiting_list.close(slots, WaitEnd.SLOT)
    return offer


@seats.unit_of_work
def reopen(actor, offer):
    """Take a closed offer up again, as a draft."""
    return _move(actor, offer, "reopen", "a repris l’offre")


def _move(actor, offer, event, verb):
    offer = Offer.objects.select_for_update(of=("self",), no_key=True).get(pk=offer.pk)
    OFFER.apply(offer, event, actor)
    offer.save()
    write(actor, verb, offer)
    return offer


@seats.unit_of_work
def resize(actor, slot, capacity):
    """Change the number of seats; never below those already taken (R-CEE-6)."""
    ceilings.lock_of(Slot.objects.filter(pk=slot.pk))
    (slot,) = seats.lock(Slot.objects.select_related("offer").filter(pk=slot.pk))
    if not by_author(slot.offer, actor):
        raise Refused("Cette action ne vous est pas ouverte.")
    if capacity < max(slot.seats_taken, 1):
        raise Refused(violations=[Violation("R-CEE-6", _too_small(slot), "capacity")])
    raises = capacity > slot.capacity and slot.state != SlotState.TO_CONFIRM
    asks = raises and company_word.needed(slot.offer, actor)
    slot.asked_capacity = capacity if asks else None
    slot.capacity = slot.capacity if asks else capacity
    slot.save(update_fields=["capacity", "asked_capacity"])
    verb = (
        "a demandé à l’entreprise plus de places" if asks else "a changé la capacité d’un créneau"
    )
    write(actor, verb, slot.offer, words=f"{capacity} places")
    if asks:
        company_word.ask(actor, slot.offer)
    else:
        waiting_list.promote(slot)
    return slot


def _too_small(slot):
    """Why the slot cannot be shortened, and what would allow it."""
    taken = slot.seats_taken
    if taken == 0:
        return "Un créneau offre au moins une place."
    booked = "1 place est déjà prise" if taken == 1 else f"{taken} places sont déjà prises"
    text = f"{booked} : la capacité ne peut pas être moindre."
    held = SlotWaiting.objects.offered().filter(slot=slot).aggregate(sum=Sum("seats"))["sum"]
    if held:
        text += f" Dont {held} proposées à la liste d’attente, jusqu’à sa réponse."
    return f"{text} Annulez d’abord une demande, ou le créneau."


@seats.unit_of_work
def move_slot(actor, slot, event, message=""):
    """Close, reopen or cancel a slot; a cancelled one cancels what was booked on it."""
    ceilings.lock_of(Slot.objects.filter(pk=slot.pk))
    (slot,) = seats.lock(Slot.objects.select_related("offer").filter(pk=slot.pk))
    if event == "cancel" and slot.state == SlotState.CANCELLED:
        return slot
    SLOT.apply(slot, event, actor)
    slot.save(update_fields=["state"])
    verb = {"close": "a fermé", "reopen": "a rouvert", "cancel": "a annulé"}[event]
    write(actor, f"{verb} un créneau", slot.offer, words=str(slot))
    if event != "reopen":
        waiting_list.close([slot], WaitEnd.SLOT)
    if event == "cancel":
        _cancel_bookings(actor, slot, message)
    return slot


def _cancel_bookings(actor, slot, message):
    ongoing = Booking.objects.filter(slot=slot, state__in=(*PENDING, BookingState.ACCEPTED))
    for booking in list(ongoing.order_by("pk")):
        booking = locked(booking)
        booking.state = BookingState.CANCELLED
        booking.cancelled_at, booking.cancelled_by_side = timezone.now(), Side.HOST
        booking.cancel_reason, booking.cancel_message = CancelReason.OFFER_CLOSED, message.strip()
        free_seats(booking)
        write_booking(actor, "a annulé", booking, reason=CancelReason.OFFER_CLOSED.label)
        cancel_for(actor, booking, CancelReason.OFFER_CLOSED.label)
        tell_guests(actor, "booking.cancelled", booking)


def write(actor, verb, offer, **more):
    school, company = offer.host_school, offer.host_company
    journal.record(actor, verb, offer, school=school, company=company, **more)
