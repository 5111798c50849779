"""Incidents and accidents: told by the host or the school, known at once (R-PL-6)."""

from functools import partial

from django.utils import timezone

from accounts.idempotency import once
from directory.violations import Refused, require
from partnerships import seats
from placements.enums.follow_up import IncidentKind
from placements.models import Stay
from placements.rules.follow_up import check_incident
from placements.workflow.follow_up import lock, tell_school, write
from placements.workflow.presence import TAKEN, side_of


@seats.unit_of_work
def tell(actor, placement, incident, *, key, stay=None, today=None):
    """Keep what happened, once per form; the referent and the head are told at once.

    `incident` is an `Incident` with what was typed. Raises Refused.
    """
    row = lock(placement)
    stay = stay and Stay.objects.get(pk=stay.pk, placement=row)
    incident.side = side_of(actor, row, stay)
    if incident.side is None or row.state not in TAKEN:
        raise Refused(
            "Un incident se signale par l’accueillant ou l’établissement, une fois le stage signé."
        )
    days = stay or row
    today = today or timezone.localdate()
    require(check_incident(incident.day, days.starts_on, days.ends_on, today))
    return once(actor, key, partial(_keep, actor, row, incident))[0]


def _keep(actor, placement, incident):
    incident.placement = placement
    incident.told_by = actor.label[:250]
    incident.save()
    is_accident = IncidentKind(incident.kind).is_accident
    verb = "a signalé un accident" if is_accident else "a signalé un incident"
    write(actor, verb, placement, words=f"le {incident.day:%d/%m/%Y}")
    tell_school(actor, "placement.incident", incident, placement)
    return incident
