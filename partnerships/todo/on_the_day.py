"""What waits before a departure: the checklist of who leads the group, or runs the school."""

from datetime import timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.todo import Todo, counted, urgency_of
from partnerships.enums.on_the_day import PREPARED_DAYS_BEFORE
from partnerships.models.day import Departure


def departure_todo(actor, school_year):
    """Groups that leave within two weeks and are not declared « prêtes à partir »."""
    if not actor.is_school_staff:
        return None
    today = timezone.localdate()
    near = (today, today + timedelta(days=PREPARED_DAYS_BEFORE))
    rows = Departure.objects.unprepared().of_year(school_year)
    rows = rows.filter(school__in=actor.school_ids, starts_on__range=near)
    if not actor.is_school_management:
        rows = rows.filter(Q(teacher=actor.user) | Q(requested_by=actor.user))
    found = list(rows.order_by("starts_on", "pk").values_list("pk", "starts_on"))
    if not found:
        return None
    first, starts_on = found[0]
    return Todo(
        counted(len(found), "Préparer un départ", "Préparer {} départs, le premier d’abord"),
        reverse("partnerships:departure", args=[first]),
        starts_on,
        urgency_of(starts_on, today),
    )
