"""What waits about families and about pupils who have no placement."""

import datetime as dt

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.todo import Todo, counted, urgency_of
from placements.follow_up import seeking
from placements.models import PlacementProposal
from placements.models.pupils import followed_by

# A family waits for an answer so long.
ANSWERED_IN = dt.timedelta(days=5)


def todos(actor, school_year):
    """For the staff of a school, about the pupils whom they read by name."""
    if actor.user is None or not actor.is_school_staff:
        return []
    return [line for line in (_proposed(actor, school_year), _without(actor, school_year)) if line]


def _proposed(actor, school_year):
    rows = PlacementProposal.objects.visible_to(actor).waiting()
    rows = rows.filter(pupil__class_group__school_year=school_year)
    found = rows.aggregate(
        count=Count("pk", distinct=True),
        oldest=Min("proposed_at"),
        groups=Count("pupil__class_group", distinct=True),
        group=Min("pupil__class_group"),
    )
    if not found["count"]:
        return None
    titles = (
        "Examiner un stage proposé par une famille",
        "Examiner {} stages proposés par des familles",
    )
    due = timezone.localdate(found["oldest"]) + ANSWERED_IN
    return _line(found, titles, due, "placements:families")


def _without(actor, school_year):
    rows = seeking().visible_to(actor).filter(class_group__school_year=school_year)
    if actor.role == Role.TEACHER:  # a class is shared between its referents
        rows = rows.filter(followed_by(actor.user))
    found = rows.aggregate(
        count=Count("pk", distinct=True),
        soonest=Min("due"),
        groups=Count("class_group", distinct=True),
        group=Min("class_group"),
    )
    if not found["count"]:
        return None
    titles = ("Trouver un stage à un élève qui n’en a pas", "Trouver un stage à {} élèves")
    return _line(found, titles, found["soonest"], "placements:board")


def _line(found, titles, due, page):
    """On the page of the class when there is one only."""
    url = reverse(page, args=[found["group"]]) if found["groups"] == 1 else ""
    title = counted(found["count"], *titles)
    return Todo(
        title, url or reverse("placements:classes"), due, urgency_of(due, timezone.localdate())
    )
