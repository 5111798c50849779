"""What waits about placements whose host has closed: the pupil needs another one."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from accounts.todo import Todo, counted, urgency_of
from placements.models import Placement

TITLES = (
    "Remplacer l’accueillant d’un stage, qui a fermé",
    "Remplacer l’accueillant de {} stages, qui a fermé",
)


def of_closed_hosts(actor, today):
    """Placements to come or under way at a host that has closed in the meantime (R-ID-6)."""
    rows = Placement.objects.visible_to(actor).open().filter(pupil__isnull=False)
    return rows.filter(stays__company__is_active=False, ends_on__gte=today)


def todos(actor, school_year):
    """For who follows the pupils: one placement opens it, several their class."""
    if actor.user is None or not actor.is_school_staff:
        return []
    today = timezone.localdate()
    rows = of_closed_hosts(actor, today).filter(school_year=school_year)
    found = rows.aggregate(count=Count("pk", distinct=True), first=Min("starts_on"))
    if not found["count"]:
        return []
    row = rows.order_by("starts_on", "pk").first()
    url = row.get_absolute_url()
    if found["count"] > 1:
        url = reverse("placements:board", args=[row.class_group_id])
    due = max(found["first"], today)
    return [Todo(counted(found["count"], *TITLES), url, due, urgency_of(due, today))]
