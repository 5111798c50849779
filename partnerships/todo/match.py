"""What waits about matches that a branch proposes: a yes or a no of one's own side."""

from django.urls import reverse

from accounts.enums import Role
from accounts.todo import counted, todo_until
from accounts.waits import settled, waiting
from partnerships.enums import Side
from partnerships.models import BranchMatch

TITLES = (
    "Répondre à une mise en relation de la branche",
    "Répondre à {} mises en relation de la branche",
)


def match_todo(actor, school_year):
    """The line of `match_line`, or None."""
    return next(iter(settled([match_line(actor, school_year)])), None)


def match_line(actor, school_year):
    """For who publishes the requests of a school or runs it, and for the companies."""

    def line(found):
        page = reverse("partnerships:matches")
        if found.count == 1:
            page = reverse("partnerships:match", args=[found.first])
        return todo_until(found.due, counted(found.count, *TITLES), page)

    return _matches(actor, line, year=school_year.pk)


@waiting(due="expires_on", first="pk")
def _matches(actor, year):
    rows = BranchMatch.objects.filter(request__school_year=year)
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        return rows.awaiting(Side.HOST).filter(company__in=actor.company_ids)
    if not actor.is_school_staff:
        return rows.none()
    rows = rows.awaiting(Side.GUEST).filter(request__school__in=actor.school_ids)
    if not actor.is_school_management:
        rows = rows.filter(request__created_by=actor.user)
    return rows
