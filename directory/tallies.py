"""Counts of several tables in one query: a page that sums up takes one trip to the database."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet, Value
from django.db.models.functions import JSONObject


@dataclass(frozen=True)
class Tally:
    """Rows counted by a whole number: `key` is its column, `sums` is {label: aggregate}."""

    rows: QuerySet
    key: str
    sums: dict[str, Any] = field(default_factory=dict)

    def ranked(self, rank):
        """(rank, key, {label: number}) of each key."""
        counted = self.rows.order_by().values(self.key)
        counted = counted.annotate(tally_rank=Value(rank), tally=JSONObject(**self.sums))
        return counted.values_list("tally_rank", self.key, "tally")


def together(tallies):
    """[{key: {label: number}}] of these tallies, in their order; a key without rows is not
    there."""
    found: list[dict] = [{} for _ in tallies]
    parts = [tally.ranked(rank) for rank, tally in enumerate(tallies)]
    for rank, key, counts in parts[0].union(*parts[1:], all=True) if parts else ():
        found[rank][key] = counts
    return found
