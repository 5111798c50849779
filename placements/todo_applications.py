"""What waits about applications: accepted ones for the school, sent ones for the company."""

import datetime as dt

from django.db.models import Count, Min
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.todo import Todo, counted, urgency_of
from partnerships.models.merges import MERGERS
from placements.enums_applications import ApplicationState
from placements.models import HostAsk, PlacementApplication, PlacementWish
from placements.workflow import offer_moderation

# A pupil waits for their referent so long.
SENT_IN = dt.timedelta(days=5)

CONFIRM = ("Confirmer un stage accepté", "Confirmer {} stages acceptés")
READ = ("Transmettre le vœu d’un élève", "Transmettre {} vœux d’élèves")
VERIFY = ("Vérifier une offre de stage", "Vérifier {} offres de stage")
ANSWER = ("Répondre à une candidature de stage", "Répondre à {} candidatures de stage")
PLACES = ("Répondre à une demande de places de stage", "Répondre à {} demandes de places de stage")


def todos(actor, school_year):
    if actor.user is None:
        return []
    return [*_of_role(actor), *_moderation(actor)]


def _of_role(actor):
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        page = reverse("partnerships:desk")
        applications = _applications(actor, ApplicationState.SENT, ANSWER, page)
        return [*applications, *_places(actor, page)]
    if not actor.is_school_staff:
        return []
    page = f"{reverse('placements:applications')}?etat=accepted"
    return [
        *_applications(actor, ApplicationState.ACCEPTED, CONFIRM, page),
        *_wishes(actor),
    ]


def _moderation(actor):
    """For who keeps the sheets of companies of the département."""
    if actor.role not in MERGERS:
        return []
    to_validate, reports = offer_moderation.waiting(actor)
    oldest = [row.created_at for row in to_validate] + [row.reported_at for row in reports]
    if not oldest:
        return []
    due = timezone.localdate(min(oldest)) + SENT_IN
    page, title = reverse("placements:offers_moderation"), counted(len(oldest), *VERIFY)
    return [Todo(title, page, due, urgency_of(due, timezone.localdate()))]


def _wishes(actor):
    """On the page of the class when there is one only."""
    rows = PlacementWish.objects.visible_to(actor).waiting()
    found = rows.aggregate(
        count=Count("pk", distinct=True),
        oldest=Min("wished_at"),
        groups=Count("pupil__class_group", distinct=True),
        group=Min("pupil__class_group"),
    )
    if not found["count"]:
        return []
    one = found["groups"] == 1
    page = reverse("placements:wishes", args=[found["group"]]) if one else ""
    due = timezone.localdate(found["oldest"]) + SENT_IN
    urgency = urgency_of(due, timezone.localdate())
    title = counted(found["count"], *READ)
    return [Todo(title, page or reverse("placements:classes"), due, urgency)]


def _applications(actor, state, titles, page):
    rows = PlacementApplication.objects.visible_to(actor).filter(state=state)
    return _line(rows, "expires_on", titles, page)


def _places(actor, page):
    """The places that schools ask of the actor's companies for a period."""
    rows = HostAsk.objects.visible_to(actor).awaiting_answer(timezone.localdate())
    return _line(rows, "request__answers_by", PLACES, page)


def _line(rows, day, titles, page):
    found = rows.aggregate(count=Count("pk", distinct=True), due=Min(day))
    if not found["count"]:
        return []
    urgency = urgency_of(found["due"], timezone.localdate())
    return [Todo(counted(found["count"], *titles), page, found["due"], urgency)]
