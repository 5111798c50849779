"""Visits and calls of who follows a pupil: planned, told of, dropped (DOMAIN §4)."""

from functools import partial

from django.utils import timezone

from accounts.enums import Role
from accounts.idempotency import once
from directory.violations import Refused, require
from partnerships import seats
from placements.enums.follow_up import Alert, VisitKind
from placements.models import Visit
from placements.rules.follow_up import check_done, check_planned
from placements.workflow.follow_up import followed, tell_school, write


def may_visit(actor):
    """What a visit found is between management and referents: not for the office."""
    return actor.role != Role.OFFICE_STAFF


def _visited(actor, placement):
    if not may_visit(actor):
        raise Refused("Le référent ou la direction rend compte des visites.")
    return followed(actor, placement)


@seats.unit_of_work
def plan(actor, placement, kind, planned_on, *, key, today=None):
    """A visit or a call to come, once per form. Raises Refused."""
    row = _visited(actor, placement)
    require(check_planned(planned_on, today or timezone.localdate()))
    return once(actor, key, partial(_plan, actor, row, kind, planned_on))[0]


def _plan(actor, placement, kind, planned_on):
    visit = Visit.objects.create(
        placement=placement, kind=kind, planned_on=planned_on, made_by=actor.user
    )
    write(actor, f"a prévu {_article(visit)}", placement, words=f"le {planned_on:%d/%m/%Y}")
    return visit


@seats.unit_of_work
def report(actor, placement, visit, *, key, today=None):
    """What was found: `visit` (`Visit` with kind, day, alert and note, new or planned) is
    kept, once per form; red tells the head at once. Raises Refused."""
    row = _visited(actor, placement)
    require(check_done(visit.done_on, today or timezone.localdate()))
    return once(actor, key, partial(_report, actor, row, visit))[0]


def _report(actor, placement, visit):
    visit.placement = placement
    visit.made_by = actor.user
    visit.save()
    words = f"le {visit.done_on:%d/%m/%Y}, {visit.get_alert_display().lower()}"
    write(actor, f"a rendu compte d’{_article(visit)}", placement, words=words)
    if visit.alert == Alert.RED:
        tell_school(actor, "placement.alert", visit, placement, occasion=str(visit.done_on))
    return visit


@seats.unit_of_work
def drop(actor, visit):
    """A planned visit will not take place. Raises Refused once it is told of."""
    placement = _visited(actor, visit.placement)
    row = Visit.objects.select_for_update(of=("self",)).filter(pk=visit.pk).first()
    if row is None:
        return
    if row.done_on:
        raise Refused("Cette visite est faite : son compte rendu reste.")
    write(actor, f"a renoncé à {_article(row)}", placement)
    row.delete()


def _article(visit):
    return "une visite" if visit.kind == VisitKind.VISIT else "un appel"
