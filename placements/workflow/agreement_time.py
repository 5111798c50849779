"""What the days alone do to placements and their agreements (R-AG-6)."""

from django.db import transaction
from django.utils import timezone

from accounts.journal import record
from outbox.workflow import notify
from partnerships.workflow.contract_people import head_recipients
from partnerships.workflow.tables import SYSTEM as PORTAL
from placements import evaluation
from placements.enums import PlacementState
from placements.models import Placement
from placements.workflow import host_links, outcomes, placements
from placements.workflow.agreement_base import school_recipients

UNSIGNED = (PlacementState.FOUND, PlacementState.SIGNING)


def advance(today=None):
    """Mark *non couverts* the placements that begin unsigned, done or missed those that are
    over; give their hosts the link to say who is there,
    and ask for opinions on the last day.

    Idempotent; returns how many changed.
    """
    today = today or timezone.localdate()
    due = Placement.objects.filter(state__in=UNSIGNED, starts_on__lte=today).order_by("pk")
    uncovered = sum(_uncover(placement, today) for placement in due)
    host_links.open_due(today)
    evaluation.ask_due(today)
    return uncovered + outcomes.finish_past(today)


@transaction.atomic
def _uncover(placement, today):
    rows = Placement.objects.select_for_update(of=("self",), no_key=True)
    row = rows.get(pk=placement.pk)
    if row.state not in UNSIGNED or row.starts_on > today:
        return 0
    placements.move(row, "leave_uncovered")
    row.save(update_fields=["state", "updated_at"])
    stay = row.stays.select_related("company").first()
    company = stay and stay.company
    record(PORTAL, "a marqué un stage non couvert", row, school=row.school, company=company)
    told = {one.email: one for one in (*head_recipients(row.school), *school_recipients(row))}
    for recipient in told.values():
        notify("placement.uncovered", row, recipient, by=PORTAL)
    return 1
