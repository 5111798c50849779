"""Waiting for a full slot: asking, taking or leaving the seats that come free (R-CEE-6)."""

import logging
from dataclasses import replace
from functools import partial

from django.db import DatabaseError
from django.db.models import F, Q
from django.utils import timezone

from accounts.idempotency import once
from directory.calendar import Calendar
from directory.models import Company
from directory.violations import Refused, Violation, require
from partnerships import ceilings, rules, seats
from partnerships.enums import PENDING, TAKEN, SlotMode, WaitEnd, WaitState
from partnerships.models import Booking, Slot, SlotWaiting
from partnerships.rules.ceiling import next_month
from partnerships.workflow import requests, waiting_list
from partnerships.workflow.locking import lock_group
from partnerships.workflow.people import heads_of, tell
from partnerships.workflow.requests import Wish
from partnerships.workflow.tables import SYSTEM, WAITING, by_waiter
from partnerships.workflow.waiting_list import write

logger = logging.getLogger(__name__)

NO_LIST = (
    "Ce créneau est sur sélection : envoyez une demande, la structure d’accueil choisira parmi "
    "toutes."
)
SEATS_LEFT = "Il reste assez de places sur ce créneau : envoyez plutôt une demande."
# What a second click on an act finds.
ENDED = {"decline": WaitState.DECLINED, "leave": WaitState.LEFT}


def wish_of(entry):
    """The request that an entry becomes: what was typed when it was asked."""
    return Wish(
        slot=entry.slot,
        class_group=entry.class_group,
        numbers=rules.Numbers(entry.girls, entry.boys, entry.unspecified, entry.adults),
        needs=entry.needs,
        message=entry.message,
        teacher=entry.teacher,
        own_school=entry.school,
        guest_company=entry.guest_company,
    )


def check(actor, wish, today=None):
    """Every violation and warning of a wish to wait: those of a request, but the seats."""
    today = today or timezone.localdate()
    slot = wish.slot
    found = requests.check_guest(actor, wish)
    if rules.blocking(found):
        return found
    if slot.mode != SlotMode.FIRST_COME:
        return [Violation("R-CEE-6", NO_LIST)]
    found = requests.check_offer(wish, Calendar.load())
    found += requests.check_open(slot, today)
    kind = wish.kind
    found += rules.check_numbers(kind, wish.numbers, slot.capacity, slot.offer.accompanying_adults)
    found += _check_needed(wish, today)
    return found + _check_same_slot(wish) + requests.check_taken(wish)


def _check_needed(wish, today):
    """One waits for seats of the slot, or for room under the ceilings of its host (persons of
    the week, requests of the month); not for what can never be."""
    slot, host, numbers = wish.slot, wish.slot.offer.host_company, wish.numbers
    persons = numbers.pupils + numbers.adults
    days = rules.Period(slot.starts_on, slot.ends_on)
    full = ceilings.check_presence(host, wish.kind, days, persons) if host else []
    if full and ceilings.is_beyond(host, persons):
        return full
    reached = ceilings.check(host, today) if host else []
    if reached and slot.starts_on <= next_month(today):
        return reached
    if not full and not reached and numbers.seats(wish.kind) <= slot.seats_left:
        return [Violation("R-CEE-6", SEATS_LEFT)]
    return []


def _check_same_slot(wish):
    """A class that has asked for the slot has nothing to wait for."""
    rows = Booking.objects.filter(slot=wish.slot, state__in=(*PENDING, *TAKEN))
    if wish.class_group and rows.filter(class_group=wish.class_group).exists():
        text = "Cette classe a déjà une demande sur ce créneau."
        return [Violation("R-CEE-6", text, "class_group")]
    return []


def wait(actor, wish, *, key, today=None):
    """Enter the waiting list of a full slot; `Refused` when a rule forbids, or when there are
    seats. `key` is the form's: a second click gets the first one's entry."""
    return _wait(actor, wish, key, today or timezone.localdate())


@seats.unit_of_work
def _wait(actor, wish, key, today):
    return once(actor, key, partial(_enter, actor, wish, today))[0]


def _enter(actor, wish, today):
    """Under the lock of the slot: seats that come free now are offered after, or seen."""
    lock_group(wish.class_group and wish.class_group.pk)
    ceilings.lock(wish.slot.offer.host_company_id)
    (slot,) = seats.lock(Slot.objects.select_related("offer").filter(pk=wish.slot.pk))
    numbers = wish.numbers
    wish = replace(wish, slot=slot)
    require(check(actor, wish, today))
    entry = SlotWaiting.objects.create(
        slot=slot,
        school=None if wish.guest_company else wish.school,
        guest_company=wish.guest_company,
        class_group=wish.class_group,
        asked_by=wish.teacher or actor.user,
        seats=numbers.seats(wish.kind),
        girls=numbers.girls,
        boys=numbers.boys,
        unspecified=numbers.unspecified,
        adults=numbers.adults,
        needs=wish.needs,
        message=wish.message,
    )
    write(actor, "s’est inscrit en liste d’attente", entry, words=rank_in_words(rank_of(entry)))
    if entry.school and actor.role not in requests.VISA_ROLES:
        tell(actor, "waiting.informed", entry, heads_of(entry.school))
    return entry


def rank_of(entry):
    """The rank among those that still wait, from 1; an offered one waits no longer."""
    return SlotWaiting.objects.waiting().filter(slot=entry.slot_id, pk__lte=entry.pk).count()


def rank_in_words(rank):
    return "1re de la liste" if rank == 1 else f"{rank}e de la liste"


def _locked(entry):
    """The entry as it is now, after its class and its slot, all locked in the one order."""
    lock_group(entry.class_group_id)
    ceilings.lock_of(Slot.objects.filter(pk=entry.slot_id))
    (slot,) = seats.lock(
        Slot.objects.select_related("offer__host_company").filter(pk=entry.slot_id)
    )
    (row,) = seats.lock(SlotWaiting.objects.for_lists().filter(pk=entry.pk))
    row.slot = slot
    return row


@seats.unit_of_work
def accept(actor, entry, today=None):
    """Take the seats: the request leaves, or goes before the head, with what was typed.

    Its seats are those that were held. Idempotent. Raises Refused past the last day, or
    when the rules of a request forbid it now (R-CEE-6); the seats then stay held until
    that day.
    """
    today = today or timezone.localdate()
    entry = _locked(entry)
    if entry.state == WaitState.ACCEPTED:
        return entry
    WAITING.apply(entry, "accept", actor)
    if entry.held_until < today:
        raise Refused(f"Ces places étaient tenues jusqu’au {waiting_list.french(entry)}.")
    entry.booking = requests.open_held(actor, wish_of(entry), entry.asked_by, today)
    entry.ended_at = timezone.now()
    entry.save()
    write(actor, "a pris les places proposées", entry)
    return entry


@seats.unit_of_work
def decline(actor, entry):
    """Leave the seats to the next one. Idempotent."""
    return _end(actor, _locked(entry), "decline", "a laissé les places proposées")


@seats.unit_of_work
def leave(actor, entry):
    """Wait no longer. Idempotent."""
    return _end(actor, _locked(entry), "leave", "a quitté la liste d’attente")


@seats.unit_of_work
def expire(entry, today):
    """Nobody answered by the last day: the next one is offered the seats. Does nothing to an
    entry that was answered meanwhile."""
    entry = _locked(entry)
    if entry.state != WaitState.OFFERED or entry.held_until >= today:
        return entry
    entry = _end(SYSTEM, entry, "expire", "a repris les places, restées sans réponse")
    waiting_list.tell_waiter(entry, "waiting.expired")
    return entry


def _end(actor, entry, event, verb):
    if entry.state == ENDED.get(event) and by_waiter(entry, actor):
        return entry
    held = entry.state == WaitState.OFFERED
    WAITING.apply(entry, event, actor)
    entry.ended_at = timezone.now()
    entry.save()
    write(actor, verb, entry)
    if held:
        company = entry.slot.offer.host_company_id
        waiting_list.give_back(entry.slot, entry.seats, company, left=True)
    return entry


@seats.unit_of_work
def promote(slot, today):
    """The safety net of the tick: what an act freed is offered at once by that act."""
    ceilings.lock_of(Slot.objects.filter(pk=slot.pk))
    (slot,) = seats.lock(Slot.objects.filter(pk=slot.pk))
    return waiting_list.promote(slot, today)


@seats.unit_of_work
def serve(company, today):
    """The same for a company under a ceiling: a new month lets new requests in, in the order
    of asking whatever the slot."""
    ceilings.lock(company.pk)
    return waiting_list.serve_host(company.pk, today)


@seats.unit_of_work
def end_list(slot, today):
    """The slot has begun, or is offered no more: its list is closed."""
    (slot,) = seats.lock(Slot.objects.filter(pk=slot.pk))
    if slot.is_listed and slot.starts_on > today:
        return 0
    begun = slot.starts_on <= today
    return waiting_list.close([slot], WaitEnd.BEGUN if begun else WaitEnd.SLOT)


def advance(today):
    """What the passing of time does to waiting lists; returns how many entries moved.

    Each step is its own transaction: one that fails is logged and tried at the next tick.
    """
    entries = SlotWaiting.objects
    late = entries.offered().filter(held_until__lt=today).order_by("pk")
    moved = sum(_each(lambda row: expire(row, today).state == WaitState.EXPIRED, late))
    slots = Slot.objects.filter(waiting__in=entries.open()).distinct().order_by("pk")
    over = slots.exclude(is_listed=True, starts_on__gt=today)
    moved += sum(_each(partial(end_list, today=today), over))
    fitting = entries.waiting().filter(seats__lte=F("slot__seats_left"))
    waited = slots.filter(is_listed=True, mode=SlotMode.FIRST_COME, waiting__in=fitting)
    limited = Q(offer__host_company__contact_ceiling__isnull=False)
    hosts = Company.objects.filter(offers__slots__in=waited.filter(limited).values("pk"))
    served = _each(partial(serve, today=today), hosts.distinct().order_by("pk"))
    served += _each(partial(promote, today=today), waited.exclude(limited))
    return moved + sum(len(found) for found in served)


def _each(step, queryset):
    done = []
    for row in list(queryset):
        try:
            done.append(step(row))
        except (DatabaseError, Refused):
            logger.exception("Waiting list: %r could not advance", row)
    return done
