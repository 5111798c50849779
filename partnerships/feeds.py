"""The immersions of a person or of a school as calendar entries: no name of a pupil, no need."""

import datetime as dt

from django.conf import settings
from django.db.models import Count, Q

from accounts.models import User
from documents.icalendar import CalendarEvent, calendar_file
from partnerships.enums import TAKEN, BookingState, MoveState, OfferKind
from partnerships.models import Booking
from partnerships.wording import numbers_of
from partnerships.workflow.feeds import company_ids_of

# What was is kept a year, for calendars that forget what a feed no longer says.
KEPT = dt.timedelta(days=365)
# Agreed, and not held: shown as cancelled.
NOT_HELD = (BookingState.CANCELLED, BookingState.MISSED)


def bookings_of(subject, today):
    """Accepted and lived immersions of this person or school, and those cancelled after their
    acceptance, or whose group did not come: a calendar must hear of it."""
    rows = Booking.objects.filter(_of(subject), ends_on__gte=today - KEPT)
    agreed = Q(answered_at__isnull=False) | Q(agreed_on__isnull=False)
    lived = Q(state__in=(*TAKEN, BookingState.MISSED))
    rows = rows.filter(lived | Q(state=BookingState.CANCELLED) & agreed)
    moved = Count("date_changes", filter=Q(date_changes__state=MoveState.ACCEPTED))
    return rows.for_lists().select_related("offer").annotate(moves=moved).order_by("starts_on")


def _of(subject):
    if isinstance(subject, User):
        mine = Q(teacher=subject) | Q(requested_by=subject)
        return mine | Q(company__in=company_ids_of(subject))
    return Q(school=subject) | Q(host_school=subject)


def feed(subject, today):
    """The bytes of the calendar of a person or a school."""
    events = [event_of(booking) for booking in bookings_of(subject, today)]
    name = "Mes immersions" if isinstance(subject, User) else f"Immersions : {subject}"
    return calendar_file(events, name=name)


def event_of(booking):
    """One entry: its UID is the booking's for ever, SEQUENCE grows with each change of date."""
    cancelled = booking.state in NOT_HELD
    group = booking.class_group
    who = f"{group.name}, " if group else ""
    return CalendarEvent(
        key=f"booking-{booking.pk}",
        summary=f"{OfferKind(booking.kind).label} : {who}{booking.guest} chez {booking.host}",
        starts=booking.starts_on,
        ends=booking.ends_on,
        changed_at=booking.updated_at,
        sequence=booking.moves + cancelled,
        cancelled=cancelled,
        description=numbers_of(booking),
        location=_place(booking),
        url=f"{settings.BASE_URL}{booking.get_absolute_url()}",
    )


def _place(booking):
    if not OfferKind(booking.kind).is_at_host:
        where = booking.guest
    else:
        where = booking.offer if booking.offer and booking.offer.address else booking.host
    parts = (getattr(where, name, "") for name in ("address", "postcode", "city"))
    return " ".join(part for part in parts if part)
