"""A placement that stops before its last day, and the one that replaces it (R-AG-3): what was
done counts, what was signed stays, the rest of the period is free."""

import datetime as dt
from functools import partial

from django.utils import timezone

from accounts.idempotency import once
from directory.calendar import Calendar
from directory.violations import Refused, require
from outbox.workflow import notify
from partnerships import seats
from placements.enums import OPEN, CancelReason, PlacementState, Source
from placements.enums.follow_up import Half
from placements.models import Agreement, EarlyEnd, Stay
from placements.rules.follow_up import standing
from placements.rules.pfmp import check_end
from placements.workflow import agreements, outcomes
from placements.workflow import placements as recorded
from placements.workflow.agreement_ends import agreement_of
from placements.workflow.follow_up import followed, tell_school, write
from placements.workflow.host_links import recipient_of

# What has begun, and may stop; told after its last day too, as attendance is.
UNDER_WAY = (PlacementState.SIGNED, PlacementState.UNCOVERED, PlacementState.DONE)
DAY = dt.timedelta(days=1)
SCHOOL_PART = ("objectives", "evaluation", "transport", "health_plan")


def may_end(placement, today=None):
    """Whether it has begun, and has not stopped already."""
    today = today or timezone.localdate()
    has_begun = placement.starts_on <= today and placement.state in UNDER_WAY
    return has_begun and not EarlyEnd.objects.filter(placement=placement).exists()


def may_replace(placement, today=None):
    """Whether another host may take over: it was called off by none yet."""
    return placement.state in OPEN or may_end(placement, today)


@seats.unit_of_work
def end(actor, placement, ended_on, reason, comment="", today=None):
    """The placement stopped on `ended_on`, its last day of presence. Raises Refused."""
    return _end(actor, placement, ended_on, reason, comment, today or timezone.localdate())


def _end(actor, placement, ended_on, reason, comment, today):
    row = followed(actor, placement, UNDER_WAY)
    if EarlyEnd.objects.filter(placement=row).exists():
        raise Refused("La fin de ce stage est déjà enregistrée.")
    require(check_end(ended_on, row.starts_on, row.ends_on, _last_presence(row)))
    stopped = EarlyEnd.objects.create(
        placement=row,
        planned_until=row.ends_on,
        reason=reason,
        comment=comment,
        told_by=actor.user,
    )
    hosts = list(row.stays.select_related("company", "placement"))
    row.ends_on = ended_on
    row.save(update_fields=["ends_on", "updated_at"])
    Stay.objects.filter(placement=row, starts_on__gt=ended_on).delete()
    Stay.objects.filter(placement=row, ends_on__gt=ended_on).update(ends_on=ended_on)
    words = f"le {ended_on:%d/%m/%Y} : {stopped.get_reason_display().lower()}"
    write(actor, "a enregistré la fin anticipée d’un stage", row, words=words)
    outcomes.settle(actor, row, today)
    tell_school(actor, "placement.ended_early", stopped, row)
    _tell_hosts(actor, stopped, hosts)
    return stopped


def _last_presence(placement):
    days = standing(placement.presences.all())
    there = [day for day, row in days.items() if Half.PRESENT in (row.morning, row.afternoon)]
    return max(there, default=None)


def _tell_hosts(actor, stopped, stays):
    """Who follows the pupil at each host's, once each."""
    people = {to.email: to for stay in stays if (to := recipient_of(stay))}
    for to in people.values():
        notify("placement.host_ended", stopped, to, by=actor)


@seats.unit_of_work
def replace(actor, placement, stop, found, *, key, today=None):
    """Another host for the rest of the period, in one step and once per form: the placement
    stops (`stop` is (last day or None, reason, comment)) or, not begun, is called off; the new
    one is recorded and its agreement prepared with what the school had written. Raises
    Refused, and then nothing is changed."""
    today = today or timezone.localdate()
    recorded.lock(found.pupil)
    return once(actor, key, partial(_replace, actor, placement, stop, found, today))[0]


def _replace(actor, placement, stop, found, today):
    ended_on, reason, comment = stop
    stopped = None
    old = agreement_of(placement)
    if may_end(placement, today):
        _require_last_day(ended_on)
        stopped = _end(actor, placement, ended_on, reason, comment, today)
    else:
        recorded.cancel(actor, placement, CancelReason.HOST, comment)
    new = recorded.place(actor, found, "a enregistré un stage de remplacement")
    if stopped is not None:
        stopped.replacement = new
        stopped.save(update_fields=["replacement"])
    _prepare(actor, old, new)
    return new


def _require_last_day(ended_on):
    if ended_on is None:
        raise Refused("Indiquez le dernier jour chez le premier accueillant.")


def _prepare(actor, old, new):
    """The school's part is the same at another host's; nothing is typed twice (R-AG-7)."""
    is_signed = new.source == Source.ELSEWHERE
    if old is None or is_signed or Agreement.objects.filter(placement=new).exists():
        return
    agreements.prepare(actor, new, {name: getattr(old, name) for name in SCHOOL_PART})


def first_day_after(day, calendar=None):
    """The next day of class: from then on another host may receive the pupil."""
    calendar = calendar or Calendar.load()
    day += DAY
    while not calendar.is_school_day(day):
        day += DAY
    return day
