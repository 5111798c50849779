"""What waits about the Industrie Cup: the next step of an edition, what a team still owes."""

import datetime as dt

from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone

from accounts.todo import Todo, urgency_of
from documents.models import Snapshot
from events import running_order
from events.enums_cup import (
    COMING,
    CUP_ORGANISERS,
    SCORING,
    DeadlineKind,
    EditionState,
    PrizeKind,
)
from events.models import Edition, Prize, Team
from events.reminders import OWED, due_date

S = EditionState
# Classes hire a coach once they know when they pass.
ORDER_BEFORE = dt.timedelta(days=10)
NEXT = {
    S.DRAFT: "Ouvrir les inscriptions",
    S.OPEN: "Clore les inscriptions",
    S.CLOSED: "Passer en délibération",
    S.DELIBERATION: "Figer le résultat",
    S.FROZEN: "Publier le résultat",
}


def todos(actor, school_year):
    """For who organises, one line per edition and its running order; for a teacher, what each
    team owes, and its ballot on the day."""
    today = timezone.localdate()
    if actor.role in CUP_ORGANISERS:
        return _organiser(actor, school_year, today)
    if actor.is_school_staff:
        return _teacher(actor, school_year, today)
    return []


def _organiser(actor, school_year, today):
    order = Snapshot.objects.filter(
        kind=running_order.KIND, subject_id=OuterRef("pk"), subject_type__model="edition"
    )
    rows = Edition.objects.organised_by(actor).filter(school_year=school_year, state__in=NEXT)
    lines = []
    for edition in rows.annotate(has_order=Exists(order)).order_by("held_on", "pk"):
        due = _due(edition)
        title = f"{NEXT[edition.state]} : {edition}"
        lines.append(Todo(title, _page("keep", edition), due, urgency_of(due, today)))
        if edition.state in COMING and not edition.has_order:
            due = edition.held_on - ORDER_BEFORE
            title = f"Publier l’ordre de passage : {edition}"
            lines.append(Todo(title, _page("order", edition), due, urgency_of(due, today)))
    return lines


def _due(edition):
    """The day by which the next step is taken."""
    if edition.state in (S.DRAFT, S.OPEN):
        return edition.entries_until or edition.held_on
    return edition.held_on


def _page(name, edition):
    return reverse(f"events:{name}", args=[edition.pk])


def _teacher(actor, school_year, today):
    owed = {kind.value: Case(When(OWED[kind][0], then=due_date(kind))) for kind in DeadlineKind}
    public = Prize.objects.filter(edition=OuterRef("edition"), kind=PrizeKind.PUBLIC)
    rows = Team.objects.present().filter(
        contract__booking__teacher=actor.user,
        edition__school_year=school_year,
        edition__state__in=COMING,
    )
    votes = Q(edition__state__in=SCORING, edition__held_on=today, ballot=None)
    rows = rows.annotate(
        **{f"owes_{name}": due for name, due in owed.items()},
        may_vote=Case(When(votes, then=Exists(public)), default=False),
    )
    found = []
    for team in rows.with_classes().order_by("edition__held_on", "pk"):
        found += _owed(team, today)
        if team.may_vote:
            title = f"Voter pour le choix du public : {team}"
            found.append(Todo(title, team.get_absolute_url(), today, urgency_of(today, today)))
    return found


def _owed(team, today):
    """One line: everything that was asked for by a date and is not given."""
    dates = {kind: getattr(team, f"owes_{kind.value}") for kind in DeadlineKind}
    missing = {kind: due for kind, due in dates.items() if due is not None}
    if not missing:
        return []
    due = min(missing.values())
    words = ", ".join(kind.label for kind in missing)
    title = f"Industrie Cup, {team} : {words}"
    return [Todo(title, team.get_absolute_url(), due, urgency_of(due, today))]
