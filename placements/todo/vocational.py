"""What waits about placements whose host has closed: the pupil needs another one."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from accounts.todo import counted, todo_until
from accounts.waits import settled, waiting
from placements.models import Placement

EVE = dt.timedelta(days=1)
TITLES = (
    "Remplacer l’accueillant d’un stage, qui a fermé",
    "Remplacer l’accueillant de {} stages, qui a fermé",
)


def of_closed_hosts(actor, today):
    """Placements to come or under way at a host that has closed in the meantime (R-ID-6)."""
    rows = Placement.objects.visible_to(actor).open().filter(pupil__isnull=False)
    return rows.filter(stays__company__is_active=False, ends_on__gte=today)


def todos(actor, school_year):
    return settled(lines(actor, school_year))


def lines(actor, school_year):
    """For who follows the pupils: one placement opens it, several their class."""
    if actor.user is None or not actor.is_school_staff:
        return []
    today = timezone.localdate()

    def line(found):
        rows = of_closed_hosts(actor, today).filter(school_year=school_year)
        row = rows.order_by("starts_on", "pk").first()
        url = row.get_absolute_url()
        if found.count > 1:
            url = reverse("placements:board", args=[row.class_group_id])
        due = max(found.due - EVE, today)
        return todo_until(due, counted(found.count, *TITLES), url)

    return [_to_replace(actor, line, year=school_year.pk, today=today)]


@waiting(due="starts_on")
def _to_replace(actor, year, today):
    return of_closed_hosts(actor, today).filter(school_year=year)
