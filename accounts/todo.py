"""What waits for somebody: every app's `todo.py` returns a list of these."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.db.models.functions import Cast, Greatest, TruncDate
from django.urls import reverse
from django.utils import timezone

from accounts.models import RoleAssignment
from accounts.waits import Wait, settled, waiting


class Urgency(models.IntegerChoices):
    """How pressing a to-do is; a page sorts by it, then by date."""

    LATE = 0, "en retard"
    SOON = 1, "bientôt"
    NORMAL = 2, "à faire"


SOON_DAYS = 3


def urgency_of(due, today):
    """Late past its day, pressing in the three days before."""
    left = (due - today).days
    return Urgency.LATE if left < 0 else Urgency.SOON if left <= SOON_DAYS else Urgency.NORMAL


@dataclass(frozen=True)
class Todo:
    """One line of the dashboard: an infinitive, the page where it is done, until when."""

    title: str
    url: str
    due: dt.date | None = None
    urgency: Urgency = Urgency.NORMAL


def counted(count, one, several):
    """The title of a to-do that stands for `count` rows: « Répondre à 3 demandes ».

    `several` holds a `{}` for the number.
    """
    return one if count == 1 else several.format(count)


def todo_until(due, title, url):
    """A to-do that is more pressing as its day comes near."""
    return Todo(title, url, due, urgency_of(due, timezone.localdate()))


def dated_line(titles, url):
    """The line of a count (`accounts.waits`): the titles for one and for several, its page."""
    return lambda found: todo_until(found.due, counted(found.count, *titles), url)


LATE_DAYS = dt.timedelta(days=5)
# The day on which a request passes to the second validator; five days where none is to come.
UNTIL = Greatest("escalates_on", Cast(TruncDate("granted_at") + LATE_DAYS, models.DateField()))


def todos(actor, school_year):
    return settled(lines(actor, school_year))


def lines(actor, school_year):
    """The actor's own name while nobody knows it; the roles that wait for their decision."""
    if actor.user is None or not (actor.role or actor.lent):
        return []
    return [*_nameless(actor.user), *_to_validate(actor)]


def _nameless(user):
    if not user.get_full_name():
        yield Todo("Indiquer votre nom", reverse("account_identity"))


def _to_validate(actor):
    if actor.lent:
        # What others lent is no part of the shape of an actor.
        rows = RoleAssignment.objects.undecided().decided_by(actor)
        return [Wait.of(rows, _line, due=UNTIL)]
    return [_undecided(actor, _line, today=timezone.localdate())]


@waiting(due=UNTIL)
def _undecided(actor, today):
    return RoleAssignment.objects.undecided().decided_by(actor, today)


def _line(found):
    title = counted(found.count, "Valider un rôle", "Valider {} rôles")
    return todo_until(found.due, title, reverse("roles_to_validate"))
