"""The figures of a plan or review: computed, never typed, each beside the year before.

`register` a `Part`: this app declares the partners, the floors above what the territory lived
(placements, needs), in their `contributions.py`. One query counts all parts.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Count

from clee.models import Action, Committee
from directory.tallies import Tally

YEAR = "school_year"


@dataclass(frozen=True)
class Part:
    """A table of the review: `tallies(committee, years)` counts its lines, by `YEAR`."""

    title: str
    tallies: Callable[[Committee, list], Iterable[Tally]]


_parts: list[Part] = []


def register(part):
    """Declare a table that an upper floor adds."""
    _parts.append(part)


def tallies(committee, years):
    """[(title, tally)] of every part, for `directory.tallies.together`."""
    return [(part.title, tally) for part in _parts for tally in part.tallies(committee, years)]


def tables(asked, found, year):
    """[{"title", "rows": [[label, year's value, value of the year before]]}] of what the
    `asked` tallies found."""
    rows: dict[str, list] = {}
    for (title, tally), counts in zip(asked, found, strict=True):
        now, before = counts.get(year, {}), counts.get(year - 1, {})
        lines = [[label, now.get(label, 0), before.get(label, 0)] for label in tally.sums]
        rows.setdefault(title, []).extend(lines)
    return [{"title": title, "rows": lines} for title, lines in rows.items()]


def _partners(committee, years):
    """Those of the actions that took place."""
    done = Action.objects.done().filter(committee=committee, school_year__in=years)
    sums = {
        "Établissements": Count("schools", distinct=True),
        "Entreprises": Count("companies", distinct=True),
    }
    yield Tally(done, YEAR, sums)


register(Part("Partenaires des actions réalisées", _partners))
