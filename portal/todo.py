"""What waits at the rentrée (roles to confirm, schools that did not, planned groups) and the
portfolios that nobody holds."""

from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.models.deciders import headed_by
from accounts.rules import Rentree, Season, rentree_of
from accounts.todo import Todo, Urgency, counted, todo_until, urgency_of
from accounts.waits import settled, waiting
from accounts.workflow import renewal
from directory.enums import YearState
from directory.models import ClassGroup
from directory.sql import among
from directory.years import start_year_of
from partnerships.workflow.planned import prepared_by
from portal.todo_desks import desk_todos


def todos(actor, school_year):
    return settled(lines(actor, school_year))


def lines(actor, school_year):
    """A line for each matter of the rentrée; the year in the header changes nothing."""
    if actor.user is None or not (actor.role or actor.lent):
        return []
    today = timezone.localdate()
    return [*_roles(actor, today), _groups(actor, today), *desk_todos(actor)]


def _roles(actor, today):
    rentree = rentree_of(today)
    season = rentree.season(today)
    if season == Season.OVER:
        return []
    return [_to_confirm(actor, rentree, season, today), _late_schools(actor, rentree, season)]


def _to_confirm(actor, rentree, season, today):
    """The head's schools for which nothing is decided; late from 1 September on."""
    schools = headed_by(actor)
    if not schools:
        return None
    is_open = season == Season.CONFIRMING
    rows = renewal.to_confirm(rentree) if is_open else renewal.gone(rentree)
    waiting = renewal.unconfirmed(rows.renewed_by(actor), rentree)
    count = waiting.filter(pk__in=schools).count()
    if not count:
        return None
    what = "Confirmer les rôles de la rentrée" if is_open else "Rouvrir les rôles de la rentrée"
    title = counted(count, what, f"{what} de {{}} établissements")
    due = rentree.roles_end_on
    return Todo(title, reverse("portal:rentree"), due, urgency_of(due, today))


def _late_schools(actor, rentree, season):
    """For the département: schools whose people were all shut out, for want of a click."""
    if actor.role != Role.DEPARTMENT_OFFICE or season != Season.REOPENING:
        return None
    count = late_schools(actor, rentree).count()
    if not count:
        return None
    title = counted(
        count,
        "Appeler un établissement qui n’a confirmé aucun rôle",
        "Appeler {} établissements qui n’ont confirmé aucun rôle",
    )
    due = rentree.roles_end_on
    return Todo(title, reverse("portal:rentree-schools"), due, Urgency.LATE)


def late_schools(actor, rentree):
    """The schools of the actor's territory where roles ended and nobody has decided."""
    schools = renewal.unconfirmed(renewal.gone(rentree), rentree)
    return schools.filter(department__in=actor.department_codes)


def _groups(actor, today):
    """Classes announced for a year that has begun, still to be attached to real ones."""
    schools = prepared_by(actor)
    if not schools:
        return None

    def line(found):
        title = counted(found.count, "Rattacher une classe prévue", "Rattacher {} classes prévues")
        return todo_until(Rentree(found.first).closes_on, title, reverse("portal:rentree"))

    return _to_attach(actor, line, schools=list(schools), until_year=start_year_of(today))


@waiting(first="school_year")
def _to_attach(actor, schools, until_year):
    return _planned(until_year).filter(among("school", "schools"))


def planned_groups(schools, until_year):
    """The planned groups of these schools, of years that are not closed, up to this one."""
    return _planned(until_year).filter(school__in=schools)


def _planned(until_year):
    rows = ClassGroup.objects.filter(is_planned=True, school_year__lte=until_year)
    return rows.exclude(school_year__state=YearState.CLOSED)
