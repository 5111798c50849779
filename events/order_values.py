"""What a running order is made of: whole minutes of the day, keys, no name, no database."""

import random
from dataclasses import dataclass, field

PLACED = 20_000
# A juror in two rooms at once costs more than any change of the drawn order.
TORN = 8_000
RECUSED = 500


@dataclass(frozen=True)
class Hours:
    """The day of a final, in minutes since midnight: passages of `length`, `change` between
    two, from `first` to `last`, but in the `breaks` [(start, end)]."""

    first: int
    last: int
    length: int
    change: int = 0
    breaks: tuple = ()

    def starts(self):
        """The hours at which a passage may begin, the same before every panel."""
        found, at = [], self.first
        while at + self.length <= self.last:
            ends = [end for start, end in self.breaks if start < at + self.length and at < end]
            if ends:
                at = max(ends)
                continue
            found.append(at)
            at += max(1, self.length + self.change)
        return found


@dataclass(frozen=True)
class Entrant:
    """A team to place: there from `arrives` to `leaves`, before one of the `panels`; `recused`
    counts, for a panel, its jurors who may not mark it."""

    key: int
    arrives: int
    leaves: int
    panels: tuple
    recused: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """A passage that stays as it is."""

    panel: int
    start: int
    end: int


@dataclass(frozen=True)
class OrderProblem:
    """`apart`: pairs of panels that never sit at once (one room); `shared`: those that had
    better not (a juror of both)."""

    hours: Hours
    entrants: list
    kept: list
    apart: list
    shared: list
    seed: str


@dataclass(frozen=True)
class Order:
    """`passages` is {team: (panel, start)}; who is not in it found no place. `gap` is how far
    from the best one may be, 0 when proven; `seconds` are those of the solver."""

    passages: dict = field(default_factory=dict)
    gap: float = 0.0
    seconds: float = 0.0


def drawn(keys, seed):
    """The keys in an order that depends on the seed alone: anybody may draw again."""
    found = sorted(keys)
    # Printed with the order: no secret is made here.
    random.Random(seed).shuffle(found)  # noqa: S311
    return found
