"""What the acts of the follow-up share: who may do them, on which placement, who is told."""

from accounts.journal import record
from directory.violations import Refused, require
from outbox.workflow import notify
from partnerships.workflow.contract_people import head_recipients
from placements.enums import HELD, PlacementState
from placements.models import Placement
from placements.workflow.agreement_base import school_recipients
from placements.workflow.pupils import check_author


def lock(placement):
    """The placement, locked and read again with its class."""
    rows = Placement.objects.select_for_update(of=("self",), no_key=True)
    rows = rows.select_related("class_group__school_year", "school", "referent")
    return rows.get(pk=placement.pk)


def followed(actor, placement, states=HELD):
    """The locked placement that the actor follows; raises Refused otherwise."""
    row = lock(placement)
    require(check_author(actor, row.class_group))
    if row.state not in states:
        label = PlacementState(row.state).label.lower()
        raise Refused(f"Ce stage ne se suit plus : {label}.")
    return row


def tell_school(actor, kind, subject, placement, *, heads=True, occasion=""):
    """The referent, and the head at once where it is grave."""
    people = [*school_recipients(placement), *(head_recipients(placement.school) if heads else [])]
    for recipient in {one.email: one for one in people}.values():
        notify(kind, subject, recipient, by=actor, occasion=occasion)


def write(actor, verb, placement, **more):
    """One line of the placement's history; no host, who would read it in its own activity."""
    record(actor, verb, placement, school=placement.school, **more)
