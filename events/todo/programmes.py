"""What waits about programmes: proposals, for the officer of their département."""

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone

from accounts.todo import Todo, counted, urgency_of
from events.models import OFFICERS, ProgrammeEntry

ONE = "Décider d’une proposition au programme"
SEVERAL = "Décider de {} propositions au programme"


def todos(actor, school_year):
    """A line for each programme of the year with proposals that the actor decides."""
    if actor.role not in OFFICERS:
        return []
    rows = ProgrammeEntry.objects.decided_by(actor).waiting().order_by()
    found = (
        rows.filter(programme__school_year=school_year)
        .values("programme", "programme__starts_on")
        .annotate(count=Count("pk"))
    )
    return [_line(one) for one in found]


def _line(found):
    due = found["programme__starts_on"]
    url = f"{reverse('events:proposals', args=[found['programme']])}?etat=proposed"
    title = counted(found["count"], ONE, SEVERAL)
    return Todo(title, url, due, urgency_of(due, timezone.localdate()))
