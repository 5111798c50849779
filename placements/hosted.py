"""What a company with an account reads of the pupils it receives: those of these days."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch

from directory.calendar import Calendar
from placements.enums import SHOWN, PlacementState
from placements.enums.follow_up import ATTENDANCE_OPEN
from placements.models import PresenceDay, Stay
from placements.rules.follow_up import standing
from placements.workflow.presence import TAKEN, expected_of

READ = (
    "company",
    "placement__pupil",
    "placement__school",
    "placement__referent",
    "placement__class_group__school_year",
)


@dataclass(frozen=True)
class Hosted:
    """A pupil's days at the company; `to_take` counts the days of which nobody has said
    anything yet."""

    stay: Stay
    to_take: int

    @property
    def is_followed(self):
        """Whether its page has something to do: once the agreement is signed."""
        return self.stay.placement.state in TAKEN


def stays_of(actor, today):
    """The stays at the actor's companies that have a pupil and may still be followed, soonest
    first, with what their pages read."""
    rows = Stay.objects.visible_to(actor).filter(
        placement__pupil__isnull=False,
        placement__state__in=SHOWN,
        ends_on__gte=today - ATTENDANCE_OPEN,
    )
    return rows.select_related(*READ).order_by("starts_on", "placement__pupil__sort_key", "pk")


def lines_of(stays, today):
    """[Hosted] of these rows."""
    known = Prefetch("placement__presences", PresenceDay.objects.order_by("day", "side"))
    rows, calendar = stays.prefetch_related(known), Calendar.load()
    return [Hosted(stay, _to_take(stay, today, calendar)) for stay in rows]


def _to_take(stay, today, calendar):
    if stay.placement.state == PlacementState.MISSED:
        return 0
    said = standing(stay.placement.presences.all())
    expected = expected_of(stay.placement, stay, today, calendar)
    return sum(one.day not in said for one in expected)


def untold(actor, today):
    """The stays that have begun and of which nobody has said who was there."""
    there = PresenceDay.objects.filter(
        placement=OuterRef("placement"), day__range=(OuterRef("starts_on"), OuterRef("ends_on"))
    )
    rows = stays_of(actor, today).filter(~Exists(there), placement__state__in=TAKEN)
    return rows.exclude(placement__state=PlacementState.MISSED).filter(starts_on__lte=today)
