"""The rows of a booking, locked in the one order: class group, the company's ceiling, slots,
bookings."""

from functools import cache

from django.db.models import Q

from directory.models import ClassGroup
from directory.sql import Given, Kept
from directory.violations import Refused, Violation
from partnerships import ceilings, seats
from partnerships.enums import BookingState, OfferKind, Side, SlotState
from partnerships.models import Booking, Slot
from partnerships.workflow import waiting_list
from partnerships.workflow.tables import BOOKING

GROUP_GONE = "Cette classe vient d’être rattachée à une autre : choisissez-la de nouveau."


def lock_group(class_group_id):
    """Raises Refused when the group was attached to another meanwhile."""
    if class_group_id and not _is_locked(class_group_id):
        raise Refused(violations=[Violation("R-ID-8", GROUP_GONE, "class_group")])


def _is_locked(class_group_id):
    return bool(_lock_of_group().rows(group=class_group_id))


@cache
def _lock_of_group():
    group = ClassGroup.objects.filter(pk=Given("group"))
    return Kept(seats.locking(group).values_list("pk"))


def _lock_group_of(booking):
    """Lock the group that the booking has now: a planned one may have been attached to a
    real one since the row was read. Returns its key, None without a group."""
    rows = Booking.objects.filter(pk=booking.pk).values_list("class_group", flat=True)
    key = rows.get()
    while key and not _is_locked(key):
        key = rows.get()
    return key


def locked_groups(keys):
    """These groups and every booking of theirs, with its slot, all locked."""
    groups = seats.lock(ClassGroup.objects.filter(pk__in=keys).select_related("school"))
    rows = Booking.objects.filter(class_group__in=groups).values_list("pk", flat=True)
    return groups, _locked(set(rows))


def locked(booking):
    """The booking as it is now, with its slot, both locked."""
    return _locked({booking.pk})[0]


def locked_with_rivals(booking):
    """(booking, rivals): the other pending requests that its acceptance withdraws. The slots
    whose waiting lists the class leaves are locked too."""
    group = _lock_group_of(booking)
    ceilings.lock(booking.company_id)
    days = (booking.starts_on, booking.ends_on)
    rivals = _rivals(group, booking.kind, *days)
    waited = waiting_list.of_group(group, booking.kind, *days)
    rows = _locked({booking.pk, *rivals.values_list("pk", flat=True)}, waited.values("slot"))
    (mine,) = (row for row in rows if row.pk == booking.pk)
    return mine, [row for row in rows if row.pk != booking.pk]


def locked_for_move(change):
    """(booking, rivals, slot): for new days, with the slot of theirs when there is one, all
    locked in the one order. Rivals are the requests that these days make impossible."""
    booking = change.booking
    group = _lock_group_of(booking)
    ceilings.lock(booking.company_id)
    days = (change.starts_on, change.ends_on)
    asked = Booking.objects.filter(pk=booking.pk, state=BookingState.SENT).exists()
    kind = booking.kind if asked else ""
    rivals = _rivals(group, kind, *days)
    waited = waiting_list.of_group(group, kind, *days)
    aimed = _slots_of(change)
    slots = Slot.objects.filter(Q(pk__in=waited.values("slot")) | Q(pk__in=aimed))
    rows = _locked({booking.pk, *rivals.values_list("pk", flat=True)}, slots.values("pk"))
    (mine,) = (row for row in rows if row.pk == booking.pk)
    others = [row for row in rows if row.pk != booking.pk]
    return mine, others, Slot.objects.filter(pk__in=aimed).first()


def _slots_of(change):
    """The slot of the new days: the one that was chosen, or the offer's own on these days."""
    if change.slot_id:
        return [change.slot_id]
    rows = Slot.objects.filter(offer=change.booking.offer_id or 0, starts_on=change.starts_on)
    rows = rows.filter(ends_on=change.ends_on).exclude(state=SlotState.CANCELLED)
    return list(rows.values_list("pk", flat=True))


def locked_rivals(class_group, kind, first_day, last_day, slot=None):
    """The same for an immersion that is not a row yet (R-IM-1), with the slot that it takes."""
    lock_group(class_group.pk)
    rivals = _rivals(class_group.pk, kind, first_day, last_day)
    waited = waiting_list.of_group(class_group.pk, kind, first_day, last_day)
    aimed = Q(pk__in=waited.values("slot")) | Q(pk=slot and slot.pk)
    slots = Slot.objects.filter(aimed).values("pk")
    return _locked(set(rivals.values_list("pk", flat=True)), slots)


def _rivals(class_group_id, kind, first_day, last_day):
    """R-CEE-6: pending immersions of the group when one is accepted, and what overlaps.

    The group is locked before: no request of it can appear meanwhile.
    """
    if not class_group_id:
        return Booking.objects.none()
    rivals = Q(starts_on__lte=last_day, ends_on__gte=first_day)
    if kind == OfferKind.CLASS_IMMERSION:
        rivals |= Q(kind=OfferKind.CLASS_IMMERSION)
    return Booking.objects.pending().filter(rivals, class_group=class_group_id)


def _locked(keys, more_slots=()):
    rows = Booking.objects.filter(pk__in=keys)
    aimed = Slot.objects.filter(Q(pk__in=rows.values("slot")) | Q(pk__in=more_slots))
    ceilings.lock_of(aimed)
    slots = seats.lock(aimed)
    known = {slot.pk: slot for slot in slots}
    found = seats.lock(rows.select_related("company", "school", "teacher", "requested_by", "offer"))
    for row in found:
        row.slot = known.get(row.slot_id)
    return found


def is_repeated(booking, event, actor):
    """Whether this very act was done already: a second click, which changes nothing."""
    return any(
        name == event and start != booking.state == found.to and found.allows(booking, actor)
        for (start, name), found in BOOKING.transitions.items()
    )


def free_seats(booking):
    """Save a booking that is over, then give back what it took: its seats, its persons of the
    week. Who waits comes first."""
    held, booking.seats_held = booking.seats_held, 0
    booking.save()
    by_host = booking.cancelled_by_side == Side.HOST
    waiting_list.give_back(booking.slot, held, booking.company_id, left=not by_host)
