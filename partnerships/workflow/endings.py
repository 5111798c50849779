"""How a booking ends: cancelled by a side, expired without answer, done."""

import logging

from django.db import DatabaseError
from django.utils import timezone

from directory.violations import Refused, Violation
from partnerships import seats
from partnerships.enums import BookingState, CancelReason, Side
from partnerships.models import Booking
from partnerships.workflow import lists, outcome
from partnerships.workflow.contracts import cancel_for
from partnerships.workflow.locking import free_seats, is_repeated, locked
from partnerships.workflow.people import heads_of, tell, tell_guests, tell_hosts
from partnerships.workflow.requests import write
from partnerships.workflow.tables import BOOKING, SYSTEM, by_guest

logger = logging.getLogger(__name__)

# What a person may choose; the others are written by the portal.
CANCEL_CHOICES = [
    reason
    for reason in CancelReason
    if reason not in (CancelReason.VISA_REFUSED, CancelReason.OFFER_CLOSED)
]


@seats.unit_of_work
def cancel(actor, booking, reason, message=""):
    """Either side cancels, with a reason; the seats are free, the other side is told."""
    booking = locked(booking)
    if is_repeated(booking, "cancel", actor):
        return booking
    side = Side.GUEST if by_guest(booking, actor) else Side.HOST
    return _cancel(actor, booking, side, reason, message)


def _cancel(actor, booking, side, reason, message):
    had_left = booking.state != BookingState.AWAITING_VISA
    BOOKING.apply(booking, "cancel", actor)
    if reason not in CancelReason:
        raise Refused(violations=[Violation("R-CEE-6", "Choisissez un motif.", "reason")])
    if reason == CancelReason.OTHER and not message.strip():
        text = "Précisez le motif en une phrase."
        raise Refused(violations=[Violation("R-CEE-6", text, "message")])
    booking.cancelled_at, booking.cancelled_by_side = timezone.now(), side
    booking.cancel_reason, booking.cancel_message = reason, message.strip()
    free_seats(booking)
    label = CancelReason(reason).label
    write(actor, "a annulé", booking, reason=label, words=message)
    cancel_for(actor, booking, label)
    lists.destroy_for_cancelled(booking)
    if had_left and side == Side.GUEST:
        tell_hosts(actor, "booking.cancelled", booking)
    tell_guests(actor, "booking.cancelled", booking)
    return booking


@seats.unit_of_work
def expire(booking, today):
    """Nobody answered in time: the host, or the head asked for a visa. Seats are free.

    Does nothing to a booking that was answered, or given more time, meanwhile.
    """
    booking = locked(booking)
    limits = {
        BookingState.SENT: booking.expires_on,
        BookingState.AWAITING_VISA: booking.visa_expires_on,
    }
    limit = limits.get(booking.state)
    if limit is None or limit >= today:
        return booking
    asked_host = booking.state == BookingState.SENT
    BOOKING.apply(booking, "expire", SYSTEM)
    free_seats(booking)
    if asked_host:
        write(SYSTEM, "a clos la demande, restée sans réponse", booking)
        tell_hosts(SYSTEM, "booking.expired", booking)
    else:
        write(SYSTEM, "a clos la demande, restée sans visa", booking)
        tell(SYSTEM, "booking.expired", booking, heads_of(booking.school))
    tell_guests(SYSTEM, "booking.expired", booking)
    return booking


@seats.unit_of_work
def finish(booking, today):
    """The last day is over: done, or not held. Whether it was covered is the contract's
    (R-CEE-8)."""
    booking = locked(booking)
    if booking.state == BookingState.ACCEPTED and booking.ends_on < today:
        outcome.settle(booking, today)
    return booking


def advance(today):
    """What the passing of time does to bookings; returns how many rows moved.

    Each row is its own transaction: one that fails is logged and tried at the next tick.
    """
    due = [
        (expire, Booking.objects.filter(state=BookingState.SENT, expires_on__lt=today)),
        (
            expire,
            Booking.objects.filter(state=BookingState.AWAITING_VISA, visa_expires_on__lt=today),
        ),
        (finish, Booking.objects.filter(state=BookingState.ACCEPTED, ends_on__lt=today)),
    ]
    return sum(_each(step, queryset, today) for step, queryset in due)


def _each(step, queryset, today):
    moved = 0
    for booking in list(queryset.order_by("pk")):
        try:
            moved += step(booking, today).state != booking.state
        except (DatabaseError, Refused):
            logger.exception("Booking %s could not advance", booking.pk)
    return moved
