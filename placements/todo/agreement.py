"""What waits about agreements: those that a host has filled, those that begin unsigned."""

from datetime import timedelta

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from accounts.todo import Todo, counted, urgency_of
from placements.enums import PlacementState
from placements.enums.agreement import AgreementState
from placements.models import Placement
from placements.rules.agreement import TOLD_DAYS_BEFORE

SOON = timedelta(days=TOLD_DAYS_BEFORE[0])


def todos(actor, school_year):
    """One line per class, for who reads its pupils by name (DOMAIN §8)."""
    if actor.user is None or not actor.is_school_staff:
        return []
    today = timezone.localdate()
    review = Q(state=PlacementState.FOUND, agreement__state=AgreementState.TO_REVIEW)
    unsigned = Q(
        state__in=(PlacementState.FOUND, PlacementState.SIGNING), starts_on__lte=today + SOON
    )
    rows = Placement.objects.visible_to(actor).filter(review | unsigned, school_year=school_year)
    classes = rows.order_by("class_group__sort_key", "class_group").values(
        "class_group", "class_group__name"
    )
    found = classes.annotate(
        to_review=Count("pk", filter=review, distinct=True),
        unsigned=Count("pk", filter=unsigned, distinct=True),
        first=Min("starts_on"),
    )
    return [todo for row in found for todo in _lines(row, today)]


def _lines(row, today):
    page = reverse("placements:agreements", args=[row["class_group"]])
    name, due = row["class_group__name"], row["first"] - timedelta(days=1)
    urgency = urgency_of(row["first"] - SOON, today)
    for found, act in ((row["unsigned"], "Faire signer"), (row["to_review"], "Relire")):
        if found:
            what = counted(found, f"{act} une convention", f"{act} {{}} conventions")
            yield Todo(f"{what} de stage : {name}", page, due, urgency)
