"""A track as its coordinator reads it: numbers, never a pupil (DOMAIN §8, R-ID-7).

Nothing here holds a name, a birth date, a class or a key of a pupil; pages, files and tests
of the coordinator go through it.
"""

from collections import Counter
from dataclasses import dataclass, field

from directory.enums import Level
from placements.enums import Sex
from placements.enums.tracks import CandidateState, Decision
from placements.models import DiscoveryTrack, TrackCandidate

ORDER = (
    CandidateState.PLACED,
    CandidateState.RETAINED,
    CandidateState.PROPOSED,
    CandidateState.WAITING,
    CandidateState.ELSEWHERE,
    CandidateState.DECLINED,
    CandidateState.WITHDRAWN,
)
TITLES = (
    "Numéro",
    "Établissement",
    "Niveau",
    "Fille ou garçon",
    "Distance (km)",
    "Vœux",
    "État",
    "Décision",
    "Explication",
)


@dataclass(frozen=True)
class Line:
    """One number: `key` is that of the candidacy, `wishes` its ranks over the weeks."""

    key: int
    number: int
    school: str
    level: str
    sex: str
    distance_km: int | None
    wishes: str
    state: CandidateState
    decision: Decision
    reason: str
    waiting_rank: int | None = None

    @property
    def cells(self):
        """The line of the file."""
        distance = "" if self.distance_km is None else self.distance_km
        return [
            self.number,
            self.school,
            self.level,
            self.sex,
            distance,
            self.wishes,
            self.state.label,
            self.decision.label if self.decision else "",
            self.reason,
        ]


@dataclass(frozen=True)
class TrackBoard:
    """The lines, and what they add up to."""

    lines: list
    schools: list = field(default_factory=list)
    counts: list = field(default_factory=list)


def board_of(actor, track):
    """The board of a track that `actor` runs; three queries, whatever the number."""
    rows = TrackCandidate.objects.visible_to(actor).filter(track=track).select_related("school")
    rows = list(rows.order_by("number"))
    wishes = _wishes(track)
    lines = [_line(row, wishes.get(row.pupil_id, "")) for row in rows]
    lines.sort(key=lambda line: (ORDER.index(line.state), line.waiting_rank or 0, line.number))
    return TrackBoard(lines, _schools(lines), _counts(lines))


def _line(row, wishes):
    return Line(
        key=row.pk,
        number=row.number,
        school=str(row.school),
        level=Level(row.level).label,
        sex=Sex(row.sex).label,
        distance_km=row.distance_km,
        wishes=wishes or str(row.wish),
        state=CandidateState(row.state),
        decision=Decision(row.decision),
        reason=row.reason,
        waiting_rank=row.waiting_rank,
    )


def _wishes(track):
    """{pupil: « 1 : 25/01, 2 : 01/02 »} over the weeks of the series."""
    weeks = DiscoveryTrack.objects.with_siblings(track)
    rows = TrackCandidate.objects.filter(track__in=weeks, pupil__isnull=False)
    rows = rows.exclude(state=CandidateState.WITHDRAWN)
    found = {}
    for pupil, wish, day in rows.order_by("wish", "pk").values_list(
        "pupil", "wish", "track__starts_on"
    ):
        found.setdefault(pupil, []).append(f"{wish} : {day:%d/%m}")
    return {pupil: ", ".join(words) for pupil, words in found.items()}


def _schools(lines):
    """[(school, proposed, with a seat)], the most numerous first."""
    there = [line for line in lines if line.state != CandidateState.WITHDRAWN]
    proposed = Counter(line.school for line in there)
    seated = (CandidateState.PLACED, CandidateState.RETAINED)
    placed = Counter(line.school for line in there if line.state in seated)
    return [(school, count, placed[school]) for school, count in proposed.most_common()]


def _counts(lines):
    """[(state, number)] without the zeros."""
    states = Counter(line.state for line in lines)
    return [(state, states[state]) for state in ORDER if states[state]]
