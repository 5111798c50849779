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
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Forum {n}")
    kind = EventKind.FORUM
    organiser = "CLEE d’Alès"
    starts_at = factory.LazyFunction(lambda: timezone.now() + dt.timedelta(days=30))
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + dt.timedelta(hours=3))
    place = "Salle des fêtes"
    department = factory.SubFactory(DepartmentFactory)
    school_year = factory.SubFactory(SchoolYearFactory)
    state = EventState.PUBLISHED

    @factory.post_generation
    def capacity(event, create, extracted, **kwargs):
        """Its one session, of that many seats; `capacity=0` makes none."""
        if create and extracted != 0:
            SessionFactory(event=event, capacity=extracted)


class SessionFactory(DjangoModelFactory):
    """One more session of an event, at the hours of the event."""

    class Meta:
        model = models.Session

    event = factory.SubFactory(EventFactory, capacity=0)
    starts_at = factory.SelfAttribute("event.starts_at")
    ends_at = factory.SelfAttribute("event.ends_at")
