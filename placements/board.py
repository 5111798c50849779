"""The board of a class: each pupil, where their placement stands, what is missing."""

from dataclasses import dataclass, field

from django.db.models import Count, F, Prefetch, Q

from placements.enums import HELD, SHOWN, PlacementState, PupilStatus
from placements.enums.applications import ApplicationState
from placements.evaluation import with_evaluation
from placements.models import (
    Placement,
    PlacementApplication,
    PlacementProposal,
    Pupil,
    Stay,
    Visit,
)

# What a pupil's line shows first: what still asks for work.
WORST_FIRST = (
    PlacementState.UNCOVERED,
    PlacementState.FOUND,
    PlacementState.SIGNING,
    PlacementState.SIGNED,
    PlacementState.DONE,
    PlacementState.MISSED,
)


@dataclass(frozen=True)
class Line:
    """A pupil, their placements of the year that count, what the family proposes, what was
    asked of offers and is pending."""

    pupil: Pupil
    placements: list = field(default_factory=list)
    proposals: list = field(default_factory=list)
    applications: list = field(default_factory=list)

    @property
    def status(self):
        if self.proposals:
            return PupilStatus.PROPOSED
        states = {placement.state for placement in self.placements}
        state = next((state for state in WORST_FIRST if state in states), None)
        if state == PlacementState.DONE and any(one.is_evaluated for one in self.placements):
            return PupilStatus.EVALUATED
        return PupilStatus(state) if state else self._asked()

    def _asked(self):
        states = {application.state for application in self.applications}
        if ApplicationState.ACCEPTED in states:
            return PupilStatus.ACCEPTED
        return PupilStatus.APPLIED if states else PupilStatus.SEARCHING


@dataclass(frozen=True)
class Board:
    """The lines of a class, and how many pupils stand where."""

    group: object
    lines: list

    @property
    def counts(self):
        """[(status, number)] in the order of a search, without the zeros."""
        statuses = [line.status for line in self.lines]
        return [(status, n) for status in PupilStatus if (n := statuses.count(status))]

    @property
    def without(self):
        """Pupils without a placement."""
        return [line for line in self.lines if not line.placements]


def board_of(actor, group):
    """The board of a class in seven queries, whatever its size."""
    stays = Prefetch("stays", Stay.objects.select_related("company"))
    placements = Placement.objects.filter(state__in=SHOWN).of_year(group.school_year_id)
    visits = Visit.objects.visible_to(actor).done()
    placements = with_evaluation(placements).prefetch_related(
        stays, "presences", Prefetch("visits", visits, to_attr="seen")
    )
    pupils = Pupil.objects.visible_to(actor).for_class(group).present()
    waiting = PlacementProposal.objects.waiting()
    asked = PlacementApplication.objects.pending().select_related("offer")
    found = pupils.prefetch_related(
        Prefetch("placements", placements, to_attr="of_year"),
        Prefetch("proposals", waiting, to_attr="waiting"),
        Prefetch("applications", asked, to_attr="asked"),
    )
    lines = [Line(pupil, pupil.of_year, pupil.waiting, pupil.asked) for pupil in found]
    return Board(group, lines)


def with_counts(groups):
    """Class groups with `pupil_count` and `placed_count`: numbers, no names."""
    held = Q(pupils__placements__state__in=HELD, pupils__placements__school_year=F("school_year"))
    present = Q(pupils__left_on=None)
    return groups.annotate(
        pupil_count=Count("pupils", filter=present, distinct=True),
        placed_count=Count("pupils", filter=present & held, distinct=True),
    )
