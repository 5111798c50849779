"""A registration as a calendar entry: its UID is for ever, SEQUENCE grows, CANCELLED is said."""

from documents.icalendar import MIMETYPE, CalendarEvent, calendar_file
from events.enums.registration import EntryState

FILE_NAME = "evenement.ics"


def calendar_event(entry, url=""):
    """The session of an entry (with its session and event). Without a confirmed place it is
    cancelled."""
    session, event = entry.session, entry.session.event
    place = ", ".join(filter(None, (session.room, event.place)))
    title = f"{event} : {session}" if session.title else str(event)
    return CalendarEvent(
        key=entry.calendar_key,
        summary=title,
        starts=session.starts_at,
        ends=session.ends_at,
        changed_at=max(entry.changed_at, session.updated_at, event.updated_at),
        # Three counters that only grow: their sum does too.
        sequence=entry.sequence + session.sequence + event.sequence,
        cancelled=entry.state != EntryState.CONFIRMED,
        location=place,
        url=url,
    )


def calendar_of(entries, url="", *, cancellation=False):
    """The bytes of the file of these entries."""
    events = [calendar_event(entry, url) for entry in entries]
    return calendar_file(events, name="Événements", cancellation=cancellation)


def attachment(entries, url="", *, cancellation=False):
    """The same, for a mail; nothing without an entry."""
    if not entries:
        return []
    content = calendar_of(entries, url, cancellation=cancellation)
    return [(FILE_NAME, MIMETYPE, content)]
