"""What comes next for an actor: dates to come of their bookings, placements and events."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from events.models import Event
from partnerships.enums import OfferKind
from partnerships.models import Booking
from placements.models import Campaign

SHOWN = 8


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
    found = [*_bookings(actor, today), *_campaigns(actor, today), *_events(actor)]
    return sorted(found, key=lambda row: (row.starts_on, row.title))[:SHOWN]


def _bookings(actor, today):
    bookings = Booking.objects.visible_to(actor).taken().filter(ends_on__gte=today)
    for booking in bookings.for_lists().order_by("starts_on", "id")[:SHOWN]:
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


def _events(actor):
    for event in Event.objects.standing().upcoming()[:3]:
        yield Coming(
            timezone.localdate(event.starts_at),
            timezone.localdate(event.ends_at),
            event.title,
            event.place,
            event.get_absolute_url(),
        )
