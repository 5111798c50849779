"""What comes next for an actor: dates to come of their bookings, placements and events."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from events.models import Event, SessionEntry
from partnerships.enums import OfferKind
from partnerships.models import Booking
from placements.models import Campaign

SHOWN = 8
# Of a booking, who comes to whom.
NAMED = ("company", "host_school", "host_network", "school")
NAMES = (
    *(f"company__{name}" for name in ("name", "siret", "is_masked")),
    *(f"{school}__{name}" for school in ("host_school", "school") for name in ("name", "city")),
    "host_network__name",
)


@dataclass(frozen=True)
class Coming:
    """One date to come: when it begins and ends, what it is, where to read it."""

    starts_on: dt.date
    ends_on: dt.date
    title: str
    place: str
    url: str


def coming_for(actor, today=None):
    """The next dates of the actor, soonest first, at most eight."""
    today = today or timezone.localdate()
    own = SessionEntry.objects.coming_to(actor).for_lists().order_by("session__starts_at", "pk")
    own = list(own[:SHOWN])
    found = [*_bookings(actor, today), *_campaigns(actor, today), *_registrations(own)]
    found += _events(but=[entry.session.event_id for entry in own])
    return sorted(found, key=lambda row: (row.starts_on, row.title))[:SHOWN]


def _bookings(actor, today):
    bookings = Booking.objects.visible_to(actor).to_come(today)
    rows = bookings.select_related(*NAMED).only("kind", "starts_on", "ends_on", *NAMES)
    for booking in rows.order_by("starts_on", "id")[:SHOWN]:
        kind = OfferKind(booking.kind).label
        yield Coming(
            booking.starts_on,
            booking.ends_on,
            f"{kind}, {booking.host}",
            str(booking.school or ""),
            booking.get_absolute_url(),
        )


def _campaigns(actor, today):
    if not actor.school_ids:
        return
    campaigns = Campaign.objects.upcoming(today).filter(school__in=actor.school_ids)
    for row in campaigns.select_related("school", "class_group")[:SHOWN]:
        title = f"Stages de {row.whom}"
        yield Coming(row.starts_on, row.ends_on, title, row.school.name, "/stages/")


def _registrations(entries):
    """Where one is registered, in which state."""
    for entry in entries:
        session = entry.session
        title = f"{session.event} : {session.title}" if session.title else str(session.event)
        yield Coming(
            timezone.localdate(session.starts_at),
            timezone.localdate(session.ends_at),
            title,
            f"{session.event.place}, inscription {entry.get_state_display()}",
            entry.registration.get_absolute_url(),
        )


def _events(but):
    """What is announced to all, but for these."""
    for event in Event.objects.standing().upcoming().exclude(pk__in=but)[:3]:
        yield Coming(
            timezone.localdate(event.starts_at),
            timezone.localdate(event.ends_at),
            event.title,
            event.place,
            event.get_absolute_url(),
        )
