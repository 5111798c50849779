"""What waits about registrations, for who organises."""

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from accounts.todo import Todo, counted, urgency_of
from events.enums import EventState
from events.enums_registration import EntryState, Policy
from events.models import Event


def registration_todos(actor):
    """One line for each coming event with registrations to decide, or with free seats that its
    organiser gives. One query."""
    if actor.user is None:
        return []
    asked = Q(sessions__entries__state=EntryState.REQUESTED)
    waits = Q(
        sessions__entries__state=EntryState.WAITLISTED,
        registration_settings__policy=Policy.ORGANISER,
    )
    rows = Event.objects.managed_by(actor).filter(
        state=EventState.PUBLISHED,
        ends_at__gt=timezone.now(),
        registration_settings__isnull=False,
    )
    rows = rows.filter(asked | waits).annotate(
        count=Count("sessions__entries", filter=asked | waits, distinct=True),
        first=Min("sessions__starts_at"),
    )
    return [_line(row) for row in rows.order_by("starts_at", "pk")]


def _line(event):
    title = counted(event.count, "Décider d’une inscription", "Décider de {} inscriptions")
    due = timezone.localdate(event.first)
    url = reverse("events:registrations", args=[event.pk])
    return Todo(f"{title} : {event}", url, due, urgency_of(due, timezone.localdate()))
