"""The programme as calendars read it: stable UID, growing SEQUENCE, what was cancelled said."""

from documents.icalendar import CalendarEvent, calendar_file
from events.enums import EventState
from outbox.addresses import absolute

MOST = 1000


def feed(sessions, name):
    """The bytes of the calendar of these sessions, their events and places loaded."""
    return calendar_file([entry_of(one) for one in sessions], name=name)


def entry_of(session):
    """One entry; a change of the event and one of the session both make SEQUENCE grow."""
    event = session.event
    town = event.municipality.name if event.municipality else ""
    return CalendarEvent(
        key=f"event-session-{session.pk}",
        summary=f"{event.title} : {session.title}" if session.title else event.title,
        starts=session.starts_at,
        ends=session.ends_at,
        changed_at=max(event.updated_at, session.updated_at),
        sequence=event.sequence + session.sequence,
        cancelled=event.state == EventState.CANCELLED or session.cancelled_at is not None,
        description=f"Organisé par {event.organiser}",
        location=", ".join(filter(None, (session.room, event.place, town))),
        url=absolute(event.get_absolute_url()),
    )
