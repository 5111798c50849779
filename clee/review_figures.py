"""The figures of a plan or review: computed, never typed, each beside the year before.

`register` a `Part`: this app declares actions and partners, the floors above what the
territory lived (placements, needs), in their `contributions.py`. One query per part.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q

from clee.models import Committee
from directory.models import School


@dataclass(frozen=True)
class Row:
    """A label and its value by school year (its start)."""

    label: str
    values: dict

    def of(self, year):
        return self.values.get(year, 0)


@dataclass(frozen=True)
class Part:
    """A table of the review: `rows(committee, years)` gives its Rows."""

    title: str
    rows: Callable[[Committee, list], Iterable[Row]]


_parts: list[Part] = []


def register(part):
    """Declare a table that an upper floor adds."""
    _parts.append(part)


def tables(committee, year):
    """[{"title", "rows": [[label, year's value, value of the year before]]}] of what the
    floors above count for the territory."""
    years = [year, year - 1]
    return [
        {
            "title": part.title,
            "rows": [[row.label, row.of(year), row.of(year - 1)] for row in
                     part.rows(committee, years)],
        }
        for part in _parts
    ]  # fmt: skip


def schools_of_territory(committee):
    """The schools of its municipalities and bassins, else those of its départements."""
    here = {"committee": committee}
    through = {
        "basin": Committee.basins.through.objects.filter(**here),
        "municipality": Committee.municipalities.through.objects.filter(**here),
    }
    whole: Any = Q(department__in=Committee.departments.through.objects.filter(**here)
              .values("department"))  # fmt: skip
    found: Any = Q(pk__in=[])
    for name, rows in through.items():
        key = "trainingbasin" if name == "basin" else "municipality"
        found |= Exists(rows.filter(**{key: OuterRef(name)}))
        whole &= ~Exists(rows)
    return School.objects.filter(found | whole)
