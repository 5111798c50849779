"""What an allocation is made of: values without a name, a solver or a database."""

import math
from collections import Counter
from dataclasses import dataclass, field

PLACED = 1_000
PRIORITY = 100
ABOVE_SHARE = 60
LATER_WISH = 20
# Kilometres count up to this; one that is not known counts as the middle.
FAR_KM = 100
UNKNOWN_KM = 50
KM = 0.3


@dataclass(frozen=True)
class Seeker:
    """A pupil by a number of the caller's; `priority` from 0 (none) up."""

    key: int
    school: int
    priority: int = 0


@dataclass(frozen=True)
class Wish:
    """One pupil and one track; `rank` from 1. `kept`: decided already, whatever it costs."""

    seeker: int
    track: int
    rank: int = 1
    km: float | None = None
    kept: bool = False


@dataclass(frozen=True)
class Problem:
    """`places` is {track: pupils}."""

    places: dict
    seekers: list
    wishes: list


@dataclass(frozen=True)
class Allocation:
    """`tracks` is {seeker: track}; `gap` is how far from the best one may be, 0 when it is
    proven best; `seconds` are those of the solver."""

    tracks: dict = field(default_factory=dict)
    gap: float = 0.0
    seconds: float = 0.0


def shares(problem):
    """{school: its share of all places}, rounded up: proportional to its pupils."""
    counts = Counter(seeker.school for seeker in problem.seekers)
    places, total = sum(problem.places.values()), sum(counts.values())
    return {school: math.ceil(places * count / total) for school, count in counts.items()}


def worth(seeker, wish):
    """What one pupil on one track is worth; a positive number."""
    km = UNKNOWN_KM if wish.km is None else min(wish.km, FAR_KM)
    return PLACED + PRIORITY * seeker.priority - LATER_WISH * (wish.rank - 1) - KM * km
