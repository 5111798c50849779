"""Registrations to an event of another tenant (`tests.access.foreign`)."""

import uuid

from django.utils import timezone

from events.enums.registration import EntryState
from events.models import CheckIn, PlaceGift, Registration, RegistrationSettings, SessionEntry
from tests.directory.factories import DepartmentFactory
from tests.events.factories import EventFactory


def settings(marker):
    event = EventFactory(
        title=marker, state="draft", department=DepartmentFactory(code="48", name="Lozère")
    )
    return RegistrationSettings.objects.create(event=event)


def registration(marker):
    return Registration.objects.create(
        event=settings(marker).event, name=marker, email="m@exemple.fr", proved_at=timezone.now()
    )


def entry(marker):
    row = registration(marker)
    return SessionEntry.objects.create(
        registration=row, session=row.event.sessions.get(), who=row.who_key, seats=1,
        state=EntryState.CONFIRMED, reason=marker,
    )  # fmt: skip


MAKERS = {
    CheckIn: lambda marker: CheckIn.objects.create(
        entry=entry(marker), key=uuid.uuid4(), present=1, noted_at=timezone.now(), by=marker
    ),
    PlaceGift: lambda marker: PlaceGift.objects.create(
        registration=registration(marker),
        name=marker,
        email="g@exemple.fr",
        answer_until=timezone.now(),
    ),
    Registration: registration,
    RegistrationSettings: settings,
    SessionEntry: entry,
}
