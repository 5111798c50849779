import datetime as dt

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from events import models
from events.enums import EventKind, EventState
from tests.directory.factories import DepartmentFactory, SchoolYearFactory


class EventFactory(DjangoModelFactory):
    """A published forum of three hours, next month."""

    class Meta:
        model = models.Event

    title = factory.Sequence(lambda n: f"Forum {n}")
    kind = EventKind.FORUM
    organiser = "CLEE d’Alès"
    starts_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=30))
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + dt.timedelta(hours=3))
    place = "Salle des fêtes"
    department = factory.SubFactory(DepartmentFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    state = EventState.PUBLISHED
