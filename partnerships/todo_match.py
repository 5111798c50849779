"""What waits about matches that a branch proposes: a yes or a no of one's own side."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.todo import Todo, counted, urgency_of
from partnerships.enums import Side
from partnerships.models import BranchMatch

TITLES = (
    "Répondre à une mise en relation de la branche",
    "Répondre à {} mises en relation de la branche",
)


def match_todo(actor, school_year):
    """For who publishes the requests of a school or runs it, and for the companies."""
    rows = BranchMatch.objects.filter(request__school_year=school_year)
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        rows = rows.awaiting(Side.HOST).filter(company__in=actor.company_ids)
    elif actor.is_school_staff:
        rows = rows.awaiting(Side.GUEST).filter(request__school__in=actor.school_ids)
        if not actor.is_school_management:
            rows = rows.filter(request__created_by=actor.user)
    else:
        return None
    found = rows.aggregate(count=Count("pk"), due=Min("expires_on"), first=Min("pk"))
    if not found["count"]:
        return None
    page = reverse("partnerships:matches")
    if found["count"] == 1:
        page = reverse("partnerships:match", args=[found["first"]])
    title = counted(found["count"], *TITLES)
    return Todo(title, page, found["due"], urgency_of(found["due"], timezone.localdate()))
