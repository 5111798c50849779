"""What waits about applications: accepted ones for the school, sent ones for the company."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.todo import counted, dated_line, todo_until
from accounts.waits import settled, waiting
from partnerships.models.merges import MERGERS
from placements.enums.applications import ApplicationState
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
    return settled(lines(actor))


def lines(actor):
    if actor.user is None:
        return []
    return [*_of_role(actor), *_moderation(actor)]


def _of_role(actor):
    if actor.role == Role.COMPANY_REPRESENTATIVE:
        page = reverse("partnerships:desk")
        today = timezone.localdate()
        places = _places(actor, dated_line(PLACES, page), today=today)
        return [_sent(actor, dated_line(ANSWER, page)), places]
    if not actor.is_school_staff:
        return []
    page = f"{reverse('placements:applications')}?etat=accepted"
    return [_accepted(actor, dated_line(CONFIRM, page)), _wishes(actor, _wishes_line)]


def _moderation(actor):
    """For who keeps the sheets of companies of the département."""
    if actor.role not in MERGERS:
        return []
    to_validate, reports = offer_moderation.waiting(actor)
    reported = reports.order_by().values_list("reported_at", flat=True)
    asked = to_validate.order_by().values_list("created_at", flat=True)
    oldest = list(asked.union(reported, all=True))
    if not oldest:
        return []
    due = timezone.localdate(min(oldest)) + SENT_IN
    return [todo_until(due, counted(len(oldest), *VERIFY), reverse("placements:offers_moderation"))]


@waiting(moment="wished_at", groups="pupil__class_group", first="pupil__class_group")
def _wishes(actor):
    return PlacementWish.objects.visible_to(actor).waiting()


def _wishes_line(found):
    """On the page of the class when there is one only."""
    page = reverse("placements:classes")
    if found.groups == 1:
        page = reverse("placements:wishes", args=[found.first])
    due = timezone.localdate(found.moment) + SENT_IN
    return todo_until(due, counted(found.count, *READ), page)


@waiting(due="expires_on")
def _accepted(actor):
    return PlacementApplication.objects.visible_to(actor).filter(state=ApplicationState.ACCEPTED)


@waiting(due="expires_on")
def _sent(actor):
    return PlacementApplication.objects.visible_to(actor).filter(state=ApplicationState.SENT)


@waiting(due="request__answers_by")
def _places(actor, today):
    """The places that schools ask of the actor's companies for a period."""
    return HostAsk.objects.visible_to(actor).awaiting_answer(today)
