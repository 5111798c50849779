"""What waits about registrations: decisions, for who organises; seats to take, for who waited."""

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from accounts.todo import Todo, counted, urgency_of
from directory.french import moment
from events.enums import EventState
from events.enums.registration import EntryState, Policy
from events.models import Event, SessionEntry


def registration_todos(actor):
    """One line for each answer that one owes or decision that one takes. Two queries."""
    if actor.user is None:
        return []
    return [*_offers(actor), *_decisions(actor)]


def _offers(actor):
    """Seats that are held for the actor until a moment."""
    now = timezone.now()
    rows = SessionEntry.objects.offered().coming_to(actor, now).filter(held_until__gt=now)
    for entry in rows.for_lists().order_by("held_until", "pk"):
        due = timezone.localdate(entry.held_until)
        until = moment(timezone.localtime(entry.held_until))
        title = f"Prendre les places gardées jusqu’au {until} : {entry.session.event}"
        url = entry.registration.get_absolute_url()
        yield Todo(title, url, due, urgency_of(due, timezone.localdate(now)))


def _decisions(actor):
    """Coming events with registrations to decide, or with free seats that their organiser
    gives."""
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
