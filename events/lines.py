"""What a public programme prints: one line a session or a slot, grouped by day or département.

Lines are plain values: the template only writes them.
"""

import datetime as dt
from itertools import groupby
from typing import NamedTuple

from django.utils import timezone
from django.utils.text import capfirst

from directory.french import full_day
from events.enums import EventKind, EventState

BY_DAY, BY_DEPARTMENT = "jour", "departement"
KINDS = {kind.value: capfirst(kind.label) for kind in EventKind}


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
        """(url, title, about, cancelled, when, where, organiser): the heading says the rest."""
        if view == BY_DEPARTMENT:
            when, where = f"{full_day(self.day)}, {self.when}", self.where
        else:
            when, where = self.when, f"{self.where} ({self.department})"
        return self.url, self.title, self.about, self.cancelled, when, where, self.organiser


def line_of(session, **more):
    """Of a session, its event and places loaded."""
    event = session.event
    starts, ends = timezone.localtime(session.starts_at), timezone.localtime(session.ends_at)
    title = f"{event.title} : {session.title}" if session.title else event.title
    town = event.municipality
    where = ", ".join(filter(None, (session.room, event.place, town.name if town else "")))
    return Line(
        day=starts.date(),
        order=(starts, session.pk),
        when=hours(starts, ends),
        title=title,
        url=event.get_absolute_url(),
        kind=KINDS[event.kind],
        where=where,
        organiser=event.organiser,
        department=event.department.name,
        cancelled=event.state == EventState.CANCELLED or session.cancelled_at is not None,
        **more,
    )


def clock(at):
    """« 9 h », « 9 h 30 »: never cut at the end of a line."""
    return f"{at.hour}\u00a0h\u00a0{at:%M}" if at.minute else f"{at.hour}\u00a0h"


def hours(starts, ends):
    """« 9 h – 11 h 30 », on one line."""
    return f"{clock(starts)}\u00a0–\u00a0{clock(ends)}"


def printed(lines, view=BY_DAY, *, backwards=False):
    """[(heading, cells of its lines)]: the template names each cell once, and looks nothing up."""
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
