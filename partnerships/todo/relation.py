"""What waits about relations with companies: whom to call back today."""

import datetime as dt

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.todo import Todo, counted, dated_line
from accounts.waits import Wait, settled, waiting
from partnerships import follow_up
from partnerships.enums import BookingState
from partnerships.models import Booking, Partnership
from partnerships.models.log import SCHOOL_WRITERS
from partnerships.reminders.relation import WAITS, awaited_signatories
from partnerships.workflow.partnerships import NOTICE, may_hold

# Days after which one may call about a request.
WAITED = 7


def relation_todos(actor):
    """What comes next in the log, partnerships not signed or soon over, whom to call."""
    return settled(relation_lines(actor))


def relation_lines(actor):
    """The same as to-dos and counts."""
    today = timezone.localdate()
    return [
        *_follow_ups(actor, today),
        *_unsigned(actor),
        *_renewals(actor, today),
        *_stale(actor, today),
        *_unanswered(actor),
    ]


def _stale(actor, today):
    """Companies that the person follows and that the school has not dealt with for a year."""
    if actor.role not in SCHOOL_WRITERS:
        return []
    titles = ("Appeler une entreprise sans nouvelles", "Appeler {} entreprises sans nouvelles")
    url = f"{reverse('admin:directory_company_changelist')}?suivi=sans-nouvelles"
    rows = follow_up.without_news(actor, today)
    return [Wait.of(rows, lambda found: Todo(counted(found.count, *titles), url))]


def _unanswered(actor):
    """Requests of the school that have waited for an answer for a week: a call helps."""
    if actor.role not in SCHOOL_WRITERS:
        return []
    titles = ("Relancer une demande sans réponse", "Relancer {} demandes sans réponse")
    url = f"{reverse('partnerships:bookings')}?etat={BookingState.SENT}"
    sent_by = timezone.now() - dt.timedelta(days=WAITED)
    return [_to_call(actor, dated_line(titles, url), sent_by=sent_by)]


@waiting(due="expires_on")
def _to_call(actor, sent_by):
    rows = Booking.objects.awaiting_answer().filter(school__in=actor.school_ids)
    return rows.filter(sent_at__lt=sent_by)


def _unsigned(actor):
    """Agreements that a party refused to sign, or that wait for three weeks: a call helps."""
    if not may_hold(actor):
        return []
    called = timezone.now() - dt.timedelta(days=WAITS[-1])
    asked = awaited_signatories().filter(
        Q(refused_at__isnull=False) | Q(round__opened_at__lt=called),
        round__subject_id__in=Partnership.objects.held_by(actor).values("pk"),
    )
    titles = (
        "Appeler pour un partenariat qui n’est pas signé",
        "Appeler pour {} partenariats qui ne sont pas signés",
    )
    line = dated_line(titles, reverse("partnerships:partnerships"))
    return [Wait.of(asked, line, counted="round", due="round__wanted_on")]


def _renewals(actor, today):
    if not may_hold(actor):
        return []
    rows = Partnership.objects.held_by(actor).expiring(today, today + NOTICE)
    titles = ("Renouveler un partenariat", "Renouveler {} partenariats")
    line = dated_line(titles, reverse("partnerships:partnerships"))
    return [Wait.of(rows, line, due="ends_on")]


def _follow_ups(actor, today):
    """Next actions of today and those that are late."""
    titles = ("Donner suite à un échange", "Donner suite à {} échanges")
    line = dated_line(titles, reverse("partnerships:relations"))
    return [_due(actor, line, today=today)]


@waiting(due="next_action_on")
def _due(actor, today):
    return follow_up.due(actor, today)
