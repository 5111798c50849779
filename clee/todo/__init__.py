"""What waits about committees: empty seats, terms that end soon."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.todo import Todo, counted, urgency_of
from clee.enums import KEEPERS, NETWORK_KEEPERS
from clee.models import Committee, Mandate
from clee.todo import meetings as todo_meetings
from clee.todo import reviews
from clee.todo.public import public_todos

SOON = dt.timedelta(days=60)


def todos(actor, school_year):
    """One's invitations; for who names co-leads, the sides without one and the terms of the
    next two months; for who runs a committee, its meetings and its
    year; requests and news besides."""
    own = list(todo_meetings.own(actor, timezone.now()))
    if actor.role not in (*KEEPERS, Role.CO_LEAD):
        return own
    kept = list(Committee.objects.active().kept_by(actor).with_leads())
    named = [line for line in (_vacant(actor, kept), _ending(actor, kept)) if line]
    return [*own, *named, *_run_todos(actor, kept), *public_todos(actor)]


def _run_todos(actor, kept):
    meetings = todo_meetings.kept(_run(actor, kept), timezone.localdate())
    return [*meetings, *reviews.todos(actor)]


def _run(actor, kept):
    """The committees that the actor runs, not only watches: a co-lead's, and the network of a
    supervisor."""
    if actor.role == Role.CO_LEAD:
        return kept
    if actor.role in NETWORK_KEEPERS:
        return list(Committee.objects.networks().kept_by(actor))
    return []


def _vacant(actor, kept):
    vacant = [committee for committee in kept if committee.vacant_sides]
    if not vacant:
        return None
    title = counted(len(vacant), "Pourvoir un siège vacant", "Pourvoir les sièges de {} comités")
    return Todo(title, _page(actor, vacant))


def _ending(actor, kept):
    today = timezone.localdate()
    ending = Mandate.objects.running().filter(
        committee__in=[committee.pk for committee in kept], ends_on__lte=today + SOON
    )
    rows = list(ending.order_by("ends_on").select_related("committee"))
    if not rows:
        return None
    title = counted(len(rows), "Préparer la suite d’un mandat", "Préparer la suite de {} mandats")
    due = rows[0].ends_on
    page = _page(actor, list({row.committee for row in rows}))
    return Todo(title, page, due, urgency_of(due, today))


def _page(actor, committees):
    if len(committees) == 1:
        return reverse("clee:keep", args=[committees[0].pk])
    return reverse("clee:list" if actor.role == Role.CO_LEAD else "clee:steering")
