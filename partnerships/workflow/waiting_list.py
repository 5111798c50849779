"""What happens to a waiting list by itself: seats come free, an offer runs out, a slot ends.

Everything here runs in the unit of work of the act that causes it, which holds the lock of
the slot; the entries are locked after it.
"""

from datetime import timedelta
from functools import partial

from django.utils import timezone

from accounts import journal, links
from directory.calendar import Calendar
from directory.enums import Rhythm
from partnerships import ceilings, rules, seats
from partnerships.enums import WAITING_OFFER_DAYS, OfferKind, SlotMode, WaitEnd, WaitState
from partnerships.models import Slot, SlotWaiting
from partnerships.workflow.people import Address, living, tell
from partnerships.workflow.tables import SYSTEM, WAIT_PURPOSE, WAITING

FUNCTION = "liste d’attente"


def give_back(slot, count, company_id=None, *, left=False):
    """Give back seats of a slot, and what its persons took of a week of this company: who waits
    comes first, in the same transaction, so that no new request can pass before. What leaves
    is saved before.

    `left`: who had been chosen comes no more. A slot on selection serves its list only then.
    """
    if slot:
        seats.release(slot, count)
    if ceilings.lock(company_id):
        serve_host(company_id)
    elif slot and count:
        promote(slot)
    if left and slot and count and slot.mode == SlotMode.SELECTION:
        propose_next(slot)


def keep(booking):
    """The host chose another class on a slot on selection: this one waits, in the order of the
    host's answers, with what it had typed. Returns the entry, None when it waits already or
    the slot is no longer offered."""
    slot, asker = booking.slot, booking.teacher or booking.requested_by
    known = SlotWaiting.objects.open().filter(slot=slot, class_group=booking.class_group)
    if booking.class_group is None:
        known = known.filter(asked_by=asker)
    if not slot.is_listed or known.exists():
        return None
    entry = SlotWaiting.objects.create(
        slot=slot,
        school=booking.school,
        guest_company=booking.guest_company,
        class_group=booking.class_group,
        asked_by=asker,
        seats=booking.headcount,
        girls=booking.girls,
        boys=booking.boys,
        unspecified=booking.unspecified,
        adults=booking.adults,
        needs=booking.needs,
        message=booking.message,
    )
    write(SYSTEM, "a gardé la demande en liste d’attente", entry)
    return entry


def promote(slot, today=None):
    """Offer the seats that are free to who waits, in order (R-CEE-6). Idempotent; returns
    the entries that were offered seats: none once the slot has begun, nor on selection."""
    if slot.mode == SlotMode.SELECTION:
        return []
    return _promote(slot, today or timezone.localdate())


def propose_next(slot, today=None):
    """The class that was chosen withdrew: the next one that fits is proposed, alone."""
    return _promote(slot, today or timezone.localdate(), most=1)


def _promote(slot, today, most=None):
    waiting = SlotWaiting.objects.waiting().filter(slot=slot)
    if slot.starts_on <= today or not waiting.exists():
        return []
    offer = partial(_offer, today, Calendar.load())
    fits = partial(_has_room, today)
    return seats.promote(slot, _with_all(waiting), offer, fits, most=most, is_listed=True)


def serve_host(company_id, today=None):
    """Room came back under the ceilings of a company: it is offered in the order of
    asking, whatever the slot. The caller has locked the ceiling, or lifted it. Idempotent."""
    today = today or timezone.localdate()
    rows = SlotWaiting.objects.waiting().filter(
        slot__offer__host_company=company_id,
        slot__mode=SlotMode.FIRST_COME,
        slot__is_listed=True,
        slot__starts_on__gt=today,
    )
    if not seats.lock(Slot.objects.filter(pk__in=rows.values("slot"))):
        return []
    offer, offered = partial(_offer, today, Calendar.load()), []
    for entry in seats.lock(_with_all(rows)):
        if _has_room(today, entry) and seats.try_hold(entry.slot, entry.seats, is_listed=True):
            offer(entry)
            offered.append(entry)
    return offered


def _with_all(entries):
    return entries.select_related(
        "slot__offer__host_company", "school", "guest_company", "asked_by"
    )


def _has_room(today, entry):
    """Whether the host's ceilings leave room: a request this month, these persons in the weeks
    of the slot."""
    host, slot = entry.slot.offer.host_company, entry.slot
    if host is None or not ceilings.lock(host.pk):
        return True
    if ceilings.check(host, today):
        return False
    days = rules.Period(slot.starts_on, slot.ends_on)
    return not ceilings.check_presence(host, entry.kind, days, entry.pupils + entry.adults)


def _offer(today, calendar, entry):
    """Hold the seats until the end of a day of who waits: of class for a school (R-ID-9)."""
    WAITING.apply(entry, "offer", SYSTEM)
    rhythm = Rhythm.of(entry.school_id)
    limit = calendar.add_days(today, WAITING_OFFER_DAYS, rhythm)
    entry.offered_at = timezone.now()
    entry.held_until = min(limit, entry.slot.starts_on - timedelta(days=1))
    entry.save()
    write(SYSTEM, "a proposé des places", entry, words=f"jusqu’au {french(entry)}")
    tell_waiter(entry, "waiting.offered", occasion=entry.held_until.isoformat())


def french(entry):
    return rules.french(entry.held_until)


def free(entry):
    """Give back what an offered entry holds; the caller changes its state after."""
    if entry.state == WaitState.OFFERED:
        seats.release(entry.slot, entry.seats)


def close(slots, reason):
    """Close the lists of these slots, which the caller has locked. Returns how many entries
    were told."""
    entries = seats.lock(SlotWaiting.objects.open().for_lists().filter(slot__in=slots))
    return _close_all(entries, reason)


def withdraw_group(entries):
    """The class is received elsewhere (R-CEE-6): these entries of it wait no longer, and the
    next ones come forward. The caller has locked their slots."""
    rows = seats.lock(entries.open().for_lists())
    held = {row.slot_id for row in rows if row.state == WaitState.OFFERED}
    _close_all(rows, WaitEnd.ELSEWHERE)
    for slot in {row.slot_id: row.slot for row in rows}.values():
        promote(slot)
        if slot.pk in held and slot.mode == SlotMode.SELECTION:
            propose_next(slot)


def _close_all(entries, reason):
    for entry in entries:
        free(entry)
        WAITING.apply(entry, "close", SYSTEM)
        entry.ended_at, entry.end_reason = timezone.now(), reason
        entry.save()
        write(SYSTEM, "a clos l’attente", entry, reason=WaitEnd(reason).label)
        tell_waiter(entry, "waiting.closed")
    return len(entries)


def of_group(class_group_id, kind, first_day, last_day):
    """The open entries of a class that its acceptance on these days makes pointless: as the
    pending requests (R-CEE-6)."""
    if not class_group_id:
        return SlotWaiting.objects.none()
    entries = SlotWaiting.objects.open().filter(class_group=class_group_id)
    overlaps = entries.filter(slot__starts_on__lte=last_day, slot__ends_on__gte=first_day)
    if kind != OfferKind.CLASS_IMMERSION:
        return overlaps
    return entries.filter(slot__kind=OfferKind.CLASS_IMMERSION) | overlaps


def tell_waiter(entry, kind, occasion=""):
    """Who asked, with a link by which they answer without signing in."""
    user = entry.asked_by
    if not user.is_active:
        return
    person = Address(user.email, user.get_full_name(), user.pk, Rhythm.of(entry.school_id))
    link = wait_link(entry, person)
    tell(SYSTEM, kind, entry, [person], occasion=occasion, link=link.pk)


def wait_link(entry, person):
    """The living link of this person to the entry, made when there is none."""
    found = living(WAIT_PURPOSE, entry, person)
    return found or links.issue(
        SYSTEM,
        WAIT_PURPOSE,
        entry,
        name=person.name or person.email,
        email=person.email,
        valid_until=links.end_of(entry.slot.ends_on),
        function=FUNCTION,
    )


def write(actor, verb, entry, **more):
    """One line in the journal of the entry, its school and the company."""
    company = entry.slot.offer.host_company or entry.guest_company
    journal.record(actor, verb, entry, school=entry.school, company=company, **more)
