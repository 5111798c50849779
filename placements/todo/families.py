"""What waits about families and about pupils who have no placement."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.todo import counted, todo_until
from accounts.waits import Wait, waiting
from placements.follow_up import seeking
from placements.models import PlacementProposal
from placements.models.pupils import followed_by

# A family waits for an answer so long.
ANSWERED_IN = dt.timedelta(days=5)


def lines(actor, school_year):
    """For the staff of a school, about the pupils whom they read by name."""
    if actor.user is None or not actor.is_school_staff:
        return []
    return [_proposed(actor, _proposals_line, year=school_year.pk), _without(actor, school_year)]


@waiting(moment="proposed_at", groups="pupil__class_group", first="pupil__class_group")
def _proposed(actor, year):
    rows = PlacementProposal.objects.visible_to(actor).waiting()
    return rows.filter(pupil__class_group__school_year=year)


def _proposals_line(found):
    titles = (
        "Examiner un stage proposé par une famille",
        "Examiner {} stages proposés par des familles",
    )
    due = timezone.localdate(found.moment) + ANSWERED_IN
    return _line(found, titles, due, "placements:families")


def _without(actor, school_year):
    rows = seeking().visible_to(actor).filter(class_group__school_year=school_year)
    if actor.role == Role.TEACHER:  # a class is shared between its referents
        rows = rows.filter(followed_by(actor.user))
    titles = ("Trouver un stage à un élève qui n’en a pas", "Trouver un stage à {} élèves")
    return Wait.of(
        rows,
        lambda found: _line(found, titles, found.due, "placements:board"),
        due="due",
        groups="class_group",
        first="class_group",
    )


def _line(found, titles, due, page):
    """On the page of the class when there is one only."""
    url = reverse(page, args=[found.first]) if found.groups == 1 else reverse("placements:classes")
    return todo_until(due, counted(found.count, *titles), url)
