"""Calendar files: stable UID, growing SEQUENCE, cancellations, times of Paris."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

PARIS = ZoneInfo("Europe/Paris")
MIMETYPE = "text/calendar"


@dataclass(frozen=True)
class CalendarEvent:
    """One entry. `key` names it for ever ("booking-42"): its UID is derived from it.

    `starts`/`ends` are dates (whole days, the last one included) or datetimes.
    `sequence` grows by one with each change told to people; `cancelled` keeps the UID.
    `changed_at` is when the entry was last changed (aware).
    """

    key: str
    summary: str
    starts: date | datetime
    ends: date | datetime
    changed_at: datetime
    sequence: int = 0
    cancelled: bool = False
    description: str = ""
    location: str = ""
    url: str = ""


def uid(key):
    """The UID of an entry: the same for ever, whatever the address of the portal."""
    return f"{key}@passerelle"


def calendar_file(events, *, name="Passerelle", cancellation=False):
    """The bytes of an .ics file of these events.

    `cancellation=True` makes the file a request to remove them (METHOD:CANCEL), for a
    mail; a feed stays METHOD:PUBLISH and marks what is cancelled.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Passerelle//Portail École-entreprises//FR")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "CANCEL" if cancellation else "PUBLISH")
    calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(_component(event))
    calendar.add_missing_timezones()
    return calendar.to_ical()


def _component(event):
    entry = icalendar.Event()
    entry.add("uid", uid(event.key))
    entry.add("sequence", event.sequence)
    entry.add("dtstamp", event.changed_at.astimezone(UTC))
    entry.add("last-modified", event.changed_at.astimezone(UTC))
    entry.add("summary", event.summary)
    entry.add("dtstart", _moment(event.starts))
    entry.add("dtend", _moment(event.ends, last=True))
    entry.add("status", "CANCELLED" if event.cancelled else "CONFIRMED")
    entry.add("transp", "TRANSPARENT" if event.cancelled else "OPAQUE")
    for field in ("description", "location", "url"):
        if value := getattr(event, field):
            entry.add(field, value)
    return entry


def _moment(value, last=False):
    """A date stays a date (DTEND is exclusive in iCalendar); a time is told in Paris."""
    if not isinstance(value, datetime):
        return value + timedelta(days=1) if last else value
    if value.tzinfo is None:
        raise ValueError("A time without its zone cannot go into a calendar.")
    return value.astimezone(PARIS)
