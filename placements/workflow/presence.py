"""Who was there, half-day by half-day, as the host or the school says it."""

from django.utils import timezone

from directory.calendar import Calendar
from directory.violations import Refused, Violation
from outbox.workflow import notify
from partnerships import seats
from partnerships.workflow.tables import by_link
from placements.enums import PlacementState
from placements.enums.follow_up import ATTENDANCE_OPEN, Half, Teller
from placements.hours import table_of
from placements.models import PresenceDay, Stay
from placements.rules.follow_up import expected_days
from placements.rules.presence import Stay as Days
from placements.workflow import outcomes
from placements.workflow.agreement_base import school_recipients
from placements.workflow.follow_up import lock, write
from placements.workflow.host_links import PURPOSE
from placements.workflow.pupils import check_author

TAKEN = (
    PlacementState.SIGNED,
    PlacementState.DONE,
    PlacementState.MISSED,
    PlacementState.UNCOVERED,
)


def expected_of(placement, stay=None, today=None, calendar=None):
    """The days to take today (`rules_follow_up.Expected`), of one host or of all; none before
    the first, none once it is closed. `calendar` when the caller has read it."""
    today = today or timezone.localdate()
    if placement.state not in TAKEN or today > placement.ends_on + ATTENDANCE_OPEN:
        return []
    rows = [stay] if stay else list(placement.stays.order_by("starts_on", "pk"))
    stays = [Days(row.starts_on, row.ends_on, table_of(row.table)) for row in rows]
    return expected_days(stays, calendar or Calendar.load(), today)


def side_of(actor, placement, stay=None):
    """For whom the actor speaks; None for neither side."""
    if stay and (by_link(PURPOSE, stay, actor) or stay.company_id in actor.company_ids):
        return Teller.HOST
    if actor.link is not None:
        return None
    return None if check_author(actor, placement.class_group) else Teller.SCHOOL


@seats.unit_of_work
def take(actor, placement, said, *, stay=None, today=None):
    """Keep who was there: `said` is {day: (morning, afternoon)} of `Half`; a day with neither
    is left as it is. Written again, it replaces what the same side said; once the days are
    over it settles anew whether the placement took place. An absence that the host tells is
    told to the school. Raises Refused."""
    today = today or timezone.localdate()
    row = lock(placement)
    stay = stay and Stay.objects.get(pk=stay.pk, placement=row)
    side = side_of(actor, row, stay)
    if side is None:
        raise Refused("Seuls l’accueillant et l’établissement relèvent la présence.")
    expected = {one.day: one for one in expected_of(row, stay, today)}
    changed = [
        day
        for day, halves in sorted(said.items())
        if any(halves) and _keep(actor, row, side, day, halves, expected.get(day))
    ]
    if changed:
        _tell(actor, row, side, changed)
        outcomes.settle(actor, row, today)
    return changed


def _keep(actor, placement, side, day, halves, expected):
    """Whether anything changed."""
    if expected is None:
        text = f"La présence du {day:%d/%m/%Y} ne se relève pas aujourd’hui."
        raise Refused(violations=[Violation("R-PL-2", text)])
    due = (expected.morning, expected.afternoon)
    halves = tuple(half if is_due else "" for half, is_due in zip(halves, due, strict=True))
    known = PresenceDay.objects.filter(placement=placement, day=day, side=side).first()
    if not any(halves) or (known and (known.morning, known.afternoon) == halves):
        return False
    PresenceDay.objects.update_or_create(
        placement=placement,
        day=day,
        side=side,
        defaults={
            "morning": halves[0],
            "afternoon": halves[1],
            "taken_at": timezone.now(),
            "taken_by": actor.label[:250],
        },
    )
    return True


def _tell(actor, placement, side, changed):
    days = ", ".join(f"{day:%d/%m}" for day in changed)
    write(actor, "a relevé la présence en stage", placement, words=days)
    if side == Teller.SCHOOL:
        return
    rows = PresenceDay.objects.filter(placement=placement, side=side, day__in=changed)
    for row in rows:
        if Half.ABSENT in (row.morning, row.afternoon):
            for recipient in school_recipients(placement):
                notify("placement.absent", row, recipient, by=actor)
