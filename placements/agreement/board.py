"""« Qui n’a pas signé » in a class: each agreement, its light, who is awaited (R-AG-6)."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from django.utils import timezone

from documents.enums import RoundState
from documents.models import Signatory
from placements.enums import HELD, PlacementState, Source
from placements.enums.agreement import ROUND_KINDS, AgreementState
from placements.models import Placement
from placements.rules.agreement import TOLD_DAYS_BEFORE

SOON = timedelta(days=TOLD_DAYS_BEFORE[0])


class Light(StrEnum):
    """The names of the badges that draw them."""

    RED = "refused"
    ORANGE = "waiting"
    GREEN = "signed"


@dataclass(frozen=True)
class Awaited:
    """A signature that is asked and not given."""

    label: str
    name: str
    since: date
    refused: bool = False


@dataclass(frozen=True)
class Line:
    """A placement of the class and where its agreement stands."""

    placement: Placement
    today: date
    awaited: list = field(default_factory=list)

    @property
    def agreement(self):
        return getattr(self.placement, "agreement", None)

    @property
    def is_signed(self):
        return self.placement.state in (PlacementState.SIGNED, PlacementState.DONE)

    @property
    def light(self):
        """Green once signed; red when uncovered, refused, or unsigned a week before."""
        if self.is_signed:
            return Light.GREEN
        late = self.placement.starts_on <= self.today + SOON
        refused = any(one.refused for one in self.awaited)
        uncovered = self.placement.state == PlacementState.UNCOVERED
        return Light.RED if late or refused or uncovered else Light.ORANGE

    @property
    def words(self):
        """Where it stands, in a few words."""
        if self.placement.source == Source.ELSEWHERE:
            return "Signée hors du portail"
        if self.placement.state == PlacementState.UNCOVERED:
            return "Non couvert"
        if self.agreement is None:
            return "À préparer"
        if self.agreement.state == AgreementState.SIGNING:
            count = len(self.awaited)
            return f"{count} signature{'s' if count > 1 else ''} attendue{'s' if count > 1 else ''}"
        return self.agreement.get_state_display()

    @property
    def may_act(self):
        """Whether a box of the list is of use."""
        return not self.is_signed


def lines_of(actor, group, today=None):
    """The placements of a class that have a host, the most urgent first."""
    today = today or timezone.localdate()
    rows = Placement.objects.visible_to(actor).filter(class_group=group, state__in=HELD)
    rows = rows.exclude(pupil=None).select_related("pupil", "agreement")
    placements = list(rows.prefetch_related("stays__company", "agreement__parts"))
    awaited = awaited_of([row.agreement.pk for row in placements if hasattr(row, "agreement")])
    lines = [
        Line(row, today, awaited.get(row.agreement.pk, []) if hasattr(row, "agreement") else [])
        for row in placements
    ]
    order = list(Light)
    return sorted(lines, key=lambda line: (order.index(line.light), line.placement.pupil.sort_key))


def awaited_of(keys):
    """{agreement key: [Awaited]} of those out for signature, in one query."""
    rows = Signatory.objects.awaited().filter(
        round__kind__in=ROUND_KINDS.values(),
        round__state=RoundState.OPEN,
        round__subject_id__in=keys,
    )
    found = {}
    for row in rows.select_related("round").order_by("position", "pk"):
        since = timezone.localdate(row.asked_at)
        one = Awaited(row.label, row.name, since, row.refused_at is not None)
        found.setdefault(row.round.subject_id, []).append(one)
    return found


def counts_of(lines):
    """[(light, number, words)], red first."""
    words = {
        Light.RED: "en retard ou à risque",
        Light.ORANGE: "en cours",
        Light.GREEN: "signées",
    }
    lights = [line.light for line in lines]
    return [(light, lights.count(light), words[light]) for light in Light]
