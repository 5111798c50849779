"""What the steering desk says of meetings: the last one held, the steps overdue (R-CL-3)."""

import datetime as dt

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from clee.figure import Figure
from clee.models import CycleStep, Meeting

# A committee that has not met for as long sleeps.
TOO_LONG = dt.timedelta(days=240)


def last_meeting(day):
    """When the last meeting that took place began."""
    rows = Meeting.objects.took_place().filter(committee=OuterRef("pk")).order_by("-starts_at")
    return Subquery(rows.values("starts_at")[:1])


def overdue_steps(day):
    """How many steps of the year are past their due date."""
    rows = CycleStep.objects.overdue(day).filter(committee=OuterRef("pk")).order_by()
    counted = rows.values("committee").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted, output_field=IntegerField()), 0)


def _held(value, day):
    return f"{timezone.localdate(value):%d/%m/%Y}" if value else "aucune"


def _is_old(value, day):
    return value is None or timezone.localdate(value) < day - TOO_LONG


def _steps(value, day):
    if not value:
        return "à jour"
    return f"{value} étape{'s' if value > 1 else ''} en retard"


FIGURES = (
    Figure("last_meeting", "Dernière réunion", last_meeting, _held, _is_old),
    Figure("overdue_steps", "Année", overdue_steps, _steps, lambda value, day: bool(value)),
)
