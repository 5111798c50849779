"""An event as search engines read it (schema.org, JSON-LD).

A data block is no script for a browser: the strict policy of the page holds it.
"""

import json

from django.utils.html import format_html
from django.utils.safestring import SafeString

from events.enums import EventState
from outbox.addresses import absolute

# As Django's own `json_script`: nothing in a text closes the block.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
BASE = "https://schema.org/"


def block(event, sessions):
    """The element to put in the head of the page of an event."""
    text = json.dumps(described(event, sessions), ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))


def described(event, sessions):
    """The values of schema.org/Event; one sub-event for each session of several."""
    found = _moment(event, event.title, event.state == EventState.CANCELLED) | {
        "@context": BASE.rstrip("/"),
        "url": absolute(event.get_absolute_url()),
        "eventAttendanceMode": f"{BASE}OfflineEventAttendanceMode",
        "isAccessibleForFree": True,
        "inLanguage": "fr",
        "location": _place(event),
        "organizer": {"@type": "Organization", "name": event.organiser},
    }
    if event.presentation:
        found["description"] = event.presentation
    seats = [one.capacity for one in sessions]
    if seats and None not in seats:
        found["maximumAttendeeCapacity"] = sum(seats)
    if len(sessions) > 1:
        found["subEvent"] = [
            _moment(one, one.title or event.title, one.cancelled_at is not None) for one in sessions
        ]
    return found


def _moment(row, name, is_cancelled):
    status = "EventCancelled" if is_cancelled else "EventScheduled"
    return {
        "@type": "Event",
        "name": name,
        "startDate": row.starts_at.isoformat(),
        "endDate": row.ends_at.isoformat(),
        "eventStatus": f"{BASE}{status}",
    }


def _place(event):
    address = {
        "@type": "PostalAddress",
        "addressRegion": event.department.name,
        "addressCountry": "FR",
    }
    if event.municipality:
        address["addressLocality"] = event.municipality.name
    return {"@type": "Place", "name": event.place, "address": address}
