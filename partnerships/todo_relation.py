"""What waits about relations with companies: whom to call back today."""

import datetime as dt

from django.db.models import Count, Min, Q
from django.urls import reverse
from django.utils import timezone

from accounts.todo import Todo, counted, urgency_of
from partnerships import follow_up
from partnerships.enums import BookingState
from partnerships.models import Booking, Partnership
from partnerships.models.log import SCHOOL_WRITERS
from partnerships.reminders_relation import WAITS, awaited_signatories
from partnerships.workflow.partnerships import NOTICE, may_hold

# Days after which one may call about a request.
WAITED = 7


def relation_todos(actor):
    """What comes next in the log, partnerships not signed or soon over, whom to call."""
    return [
        *_follow_ups(actor),
        *_unsigned(actor),
        *_renewals(actor),
        *_stale(actor),
        *_unanswered(actor),
    ]


def _stale(actor):
    """Companies that the person follows and that the school has not dealt with for a year."""
    if actor.role not in SCHOOL_WRITERS:
        return []
    count = follow_up.without_news(actor, timezone.localdate()).count()
    if not count:
        return []
    title = counted(
        count, "Appeler une entreprise sans nouvelles", "Appeler {} entreprises sans nouvelles"
    )
    return [Todo(title, f"{reverse('admin:directory_company_changelist')}?suivi=sans-nouvelles")]


def _unanswered(actor):
    """Requests of the school that have waited for an answer for a week: a call helps."""
    if actor.role not in SCHOOL_WRITERS:
        return []
    waited = timezone.now() - dt.timedelta(days=WAITED)
    rows = Booking.objects.awaiting_answer().filter(school__in=actor.school_ids)
    found = rows.filter(sent_at__lt=waited).aggregate(count=Count("pk"), due=Min("expires_on"))
    if not found["count"]:
        return []
    title = counted(
        found["count"], "Relancer une demande sans réponse", "Relancer {} demandes sans réponse"
    )
    url = f"{reverse('partnerships:bookings')}?etat={BookingState.SENT}"
    urgency = urgency_of(found["due"], timezone.localdate())
    return [Todo(title, url, found["due"], urgency)]


def _unsigned(actor):
    """Agreements that a party refused to sign, or that wait for three weeks: a call helps."""
    if not may_hold(actor):
        return []
    called = timezone.now() - dt.timedelta(days=WAITS[-1])
    asked = awaited_signatories().filter(
        Q(refused_at__isnull=False) | Q(round__opened_at__lt=called),
        round__subject_id__in=Partnership.objects.held_by(actor).values("pk"),
    )
    found = asked.aggregate(count=Count("round", distinct=True), due=Min("round__wanted_on"))
    if not found["count"]:
        return []
    title = counted(
        found["count"],
        "Appeler pour un partenariat qui n’est pas signé",
        "Appeler pour {} partenariats qui ne sont pas signés",
    )
    urgency = urgency_of(found["due"], timezone.localdate())
    return [Todo(title, reverse("partnerships:partnerships"), found["due"], urgency)]


def _renewals(actor):
    if not may_hold(actor):
        return []
    today = timezone.localdate()
    rows = Partnership.objects.held_by(actor).expiring(today, today + NOTICE)
    found = rows.aggregate(count=Count("pk"), due=Min("ends_on"))
    if not found["count"]:
        return []
    title = counted(found["count"], "Renouveler un partenariat", "Renouveler {} partenariats")
    url = reverse("partnerships:partnerships")
    return [Todo(title, url, found["due"], urgency_of(found["due"], today))]


def _follow_ups(actor):
    """Next actions of today and those that are late."""
    today = timezone.localdate()
    found = follow_up.due(actor, today).aggregate(count=Count("pk"), due=Min("next_action_on"))
    if not found["count"]:
        return []
    title = counted(found["count"], "Donner suite à un échange", "Donner suite à {} échanges")
    url = reverse("partnerships:relations")
    return [Todo(title, url, found["due"], urgency_of(found["due"], today))]
