"""What waits about the Industrie Cup: the next step of an edition, what a team still owes, the
sheets of a juror who has an account."""

import datetime as dt
from functools import partial
from itertools import chain

from django.db.models import Case, Exists, OuterRef, Q, When
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models import PersonalLink
from accounts.todo import Todo, counted, urgency_of
from accounts.waits import settled, waiting
from documents.models import Snapshot
from events import juror_desk, running_order
from events.entries import to_enter
from events.enums.cup import (
    COMING,
    CUP_ORGANISERS,
    SCORING,
    Cell,
    DeadlineKind,
    EditionState,
    PrizeKind,
)
from events.models import Edition, Juror, Prize, Team
from events.reminders import OWED, due_date
from events.workflow.who import JURY_PURPOSE

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
    """For who organises, one line per edition and its running order; for a teacher, the classes
    to enter, what each team owes, its ballot on the day; for a juror, the sheets to hand in."""
    today = timezone.localdate()
    if actor.role in CUP_ORGANISERS:
        return _organiser(actor, school_year, today)
    if actor.is_school_staff:
        return _school(actor, school_year, today)
    if actor.role == Role.JUROR:
        return _juror(actor, today)
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


def _school(actor, school_year, today):
    """What the teams of a teacher owe, the classes that are not entered: one question for both."""
    asked = {"year": school_year.pk}
    lines = settled(
        [
            _own_teams(actor, lambda _: _teacher(actor, school_year, today), **asked),
            _own_classes(actor, partial(_to_enter, today), **asked),
        ]
    )
    return list(chain.from_iterable(lines))


@waiting(due="entry_due", first="final")
def _own_classes(actor, year):
    """Signed, and not entered in a final that takes teams (R-CEE-7)."""
    return to_enter().filter(booking__teacher=actor.user, school_year=year)


def _to_enter(today, found):
    title = counted(
        found.count,
        "Inscrire une classe à l’Industrie Cup",
        "Inscrire {} classes à l’Industrie Cup",
    )
    url = reverse("events:enter", args=[found.first])
    return [Todo(title, url, found.due, urgency_of(found.due, today))]


@waiting()
def _own_teams(actor, year):
    """Few teachers have one, and what a team owes is long to ask."""
    return _teams(actor).filter(edition__school_year=year)


def _teams(actor):
    return Team.objects.present().filter(
        contract__booking__teacher=actor.user, edition__state__in=COMING
    )


def _teacher(actor, school_year, today):
    owed = {kind.value: Case(When(OWED[kind][0], then=due_date(kind))) for kind in DeadlineKind}
    public = Prize.objects.filter(edition=OuterRef("edition"), kind=PrizeKind.PUBLIC)
    rows = _teams(actor).filter(edition__school_year=school_year)
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


def _juror(actor, today):
    """One line per final whose sheets are open. It leads through the juror's living link, which
    alone opens sheets (R-EV-4); who has none is sent to the organisers."""
    seats = Juror.objects.sitting().filter(
        email__iexact=actor.user.email, edition__state__in=SCORING
    )
    rows = seats.select_related("edition", "panel", "bridge", "replaces")
    lines = [_sheets(juror, today) for juror in rows.order_by("edition__held_on", "pk")]
    return [line for line in lines if line]


def _sheets(juror, today):
    if not juror_desk.is_open(juror):
        return None
    teams = juror_desk.desk_of(juror).teams
    left = sum(team.may_mark and team.cell != Cell.SUBMITTED for team in teams)
    if not left:
        return None
    link = PersonalLink.objects.alive().about(juror).filter(purpose=JURY_PURPOSE).first()
    act = counted(left, "Noter une équipe", "Noter {} équipes")
    if link is None:
        act = "Demander mon lien de juré à l’organisation"
    url = link.path if link else _page("edition", juror.edition)
    due = juror.edition.held_on
    return Todo(f"{act} : {juror.edition}", url, due, urgency_of(due, today))
