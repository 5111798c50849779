"""What waits about applications: accepted ones for the school, sent ones for the company."""

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.todo import Todo, counted, urgency_of
from placements.enums_applications import ApplicationState
from placements.models import PlacementApplication

CONFIRM = ("Confirmer un stage accepté", "Confirmer {} stages acceptés")
ANSWER = ("Répondre à une candidature de stage", "Répondre à {} candidatures de stage")


def todos(actor, school_year):
    if actor.user is None:
        return []
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        return _applications(actor, ApplicationState.SENT, ANSWER, reverse("partnerships:desk"))
    if not actor.is_school_staff:
        return []
    page = f"{reverse('placements:applications')}?etat=accepted"
    return _applications(actor, ApplicationState.ACCEPTED, CONFIRM, page)


def _applications(actor, state, titles, page):
    rows = PlacementApplication.objects.visible_to(actor).filter(state=state)
    found = rows.aggregate(count=Count("pk", distinct=True), due=Min("expires_on"))
    if not found["count"]:
        return []
    urgency = urgency_of(found["due"], timezone.localdate())
    return [Todo(counted(found["count"], *titles), page, found["due"], urgency)]
