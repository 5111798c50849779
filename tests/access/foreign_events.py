"""Rows of programmes of events of another tenant (`tests.access.foreign`)."""

import datetime as dt

from directory.models import SchoolYear
from events.models import Event, Programme, ProgrammeEntry, Session, Theme
from tests.directory.factories import CompanyFactory, DepartmentFactory
from tests.events.factories import EventFactory


def programme(marker, state="draft"):
    """Only a draft hides its name."""
    name = marker if state == "draft" else "Semaine annoncée"
    return Programme.objects.create(
        title=name,
        theme=name,
        starts_on=dt.date(2026, 11, 16),
        ends_on=dt.date(2026, 11, 22),
        school_year=SchoolYear.objects.get(start_year=2026),
        state=state,
    )


def entry(marker):
    """A proposal that waits: what is accepted is public."""
    there = DepartmentFactory(code="48", name="Lozère")
    event = EventFactory(
        title="Journée annoncée", department=there, company=CompanyFactory(department=there)
    )
    return ProgrammeEntry.objects.create(
        programme=programme(marker, "published"), event=event, department=there, message=marker
    )


def draft(marker):
    """An event that only its organisers see."""
    there = DepartmentFactory(code="48", name="Lozère")
    return EventFactory(title=marker, department=there, state="draft")


MAKERS = {
    Programme: programme,
    ProgrammeEntry: entry,
    Theme: lambda marker: Theme.objects.create(label=marker),
}
# The beginning of an address with a number → the model of its number, the longest first.
NUMBERS = {
    "evenements/programmes/entrees/": ProgrammeEntry,
    "evenements/programmes/": Programme,
    "evenements/<": Event,
}


def open_rows(marker):
    """Of models that everybody reads, a row that is not public."""
    event = draft(marker)
    return {Event: event, Session: event.sessions.get()}
