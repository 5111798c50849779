"""What a public programme prints: one line a session or a slot, grouped by day or département.

Lines are plain values: the template only writes them.
"""

import datetime as dt
from itertools import groupby
from typing import NamedTuple

from django.utils.text import capfirst

from directory.french import full_day, hour
from events.enums import EventKind, EventState
from outbox.rules import PARIS

BY_DAY, BY_DEPARTMENT = "jour", "departement"
KINDS = {kind.value: capfirst(kind.label) for kind in EventKind}


class Cells(NamedTuple):
    """What the table prints of a line."""

    url: str
    title: str
    about: str
    cancelled: bool
    when: str
    where: str
    organiser: str


class Line(NamedTuple):
    """`order` sorts the lines of a day; `notes` are short words after the place."""

    day: dt.date
    order: tuple
    when: str
    title: str
    url: str
    kind: str
    where: str
    organiser: str
    department: str
    cancelled: bool = False
    notes: tuple = ()

    @property
    def about(self):
        """« Forum · label n° 12 »."""
        return " · ".join((self.kind, *self.notes))

    def cells(self, view):
        """Its `Cells`: the heading says the rest."""
        if view == BY_DEPARTMENT:
            when, where = f"{full_day(self.day)}, {self.when}", self.where
        else:
            when, where = self.when, f"{self.where} ({self.department})"
        return Cells(self.url, self.title, self.about, self.cancelled, when, where, self.organiser)


class Row(NamedTuple):
    """What a line is made of, in the order of `COLUMNS`."""

    key: int
    title: str
    starts_at: dt.datetime
    ends_at: dt.datetime
    room: str
    cancelled_at: dt.datetime | None
    event: int
    event_title: str
    kind: str
    organiser: str
    place: str
    state: str
    department: str
    town: str | None


# The same of sessions, for `values_list`: a page prints 150, and an event holds twenty columns.
COLUMNS = (
    *("pk", "title", "starts_at", "ends_at", "room", "cancelled_at", "event"),
    *("event__title", "event__kind", "event__organiser", "event__place", "event__state"),
    *("event__department__name", "event__municipality__name"),
)


def line_of(session, **more):
    """Of a session, its event and places loaded."""
    event = session.event
    town = event.municipality
    row = Row(
        *(session.pk, session.title, session.starts_at, session.ends_at, session.room),
        *(session.cancelled_at, event.pk, event.title, event.kind, event.organiser, event.place),
        *(event.state, event.department.name, town.name if town else None),
    )
    return line_from(row, **more)


def line_from(row, **more):
    """Of a `Row`."""
    starts, ends = row.starts_at.astimezone(PARIS), row.ends_at.astimezone(PARIS)
    return Line(
        day=starts.date(),
        order=(starts, row.key),
        when=hours(starts, ends),
        title=f"{row.event_title} : {row.title}" if row.title else row.event_title,
        url=f"/evenements/{row.event}/",
        kind=KINDS[row.kind],
        where=", ".join(filter(None, (row.room, row.place, row.town))),
        organiser=row.organiser,
        department=row.department,
        cancelled=row.state == EventState.CANCELLED or row.cancelled_at is not None,
        **more,
    )


def clock(at):
    """« 9 h », « 9 h 30 »: never cut at the end of a line."""
    return hour(at) if at.minute else f"{at.hour}\u00a0h"


def hours(starts, ends):
    """« 9 h – 11 h 30 », on one line."""
    return f"{clock(starts)}\u00a0–\u00a0{clock(ends)}"


def printed(lines, view=BY_DAY, *, backwards=False):
    """[(heading, cells of its lines)], for the tag `programme_rows`."""
    groups = grouped(lines, view, backwards=backwards)
    return [(heading, [line.cells(view) for line in rows]) for heading, rows in groups]


def grouped(lines, view=BY_DAY, *, backwards=False):
    """[(heading, lines)], by day or by département then date."""
    ordered = sorted(lines, key=lambda line: line.order, reverse=backwards)
    if view == BY_DEPARTMENT:
        ordered.sort(key=lambda line: line.department)
        return [(name, list(rows)) for name, rows in groupby(ordered, lambda one: one.department)]
    days = groupby(ordered, lambda line: line.day)
    return [(full_day(day, weekday=True).capitalize(), list(rows)) for day, rows in days]
