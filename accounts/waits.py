"""How many rows wait for somebody, and until when: the counts of an app are one statement, each
compiled once (`accounts.kept`)."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import BigIntegerField, Count, DateField, DateTimeField, Min, Value
from django.db.models.functions import Cast

from accounts.kept import KeptFor
from directory import sql


@dataclass(frozen=True)
class Found:
    """What waits: `due` or `moment` is the earliest, `first` the lowest key, `groups` how many
    different ones of what was asked; nothing for what was not asked."""

    count: int
    due: dt.date | None
    moment: dt.datetime | None
    first: int | None
    groups: int


@dataclass(frozen=True)
class Wait:
    """A count to ask, and the line of the dashboard that it makes when it is not zero."""

    text: str
    params: Sequence
    line: Callable[[Found], Any]

    @classmethod
    def of(cls, rows, line, **paths):
        """Of a queryset that is of one moment, hence not kept; None when nothing can wait."""
        try:
            text, params = _counted(rows, **paths).query.sql_with_params()
        except EmptyResultSet:
            return None
        return cls(text, params, line)


class Waiting:
    """The function `build(actor, **values)` gives the rows. Call it with the actor and values,
    which are keys or days: it answers a `Wait`."""

    def __init__(self, build, paths):
        self.kept = KeptFor(lambda actor, **values: _counted(build(actor, **values), **paths))

    def __call__(self, actor, line, **values):
        """None when nothing can wait for such an actor."""
        asked = self.kept.filled(actor, **values)
        if asked is None:
            return None
        text, params = asked
        return Wait(text, params, line)


def waiting(**paths):
    """Makes a `Waiting` of a function; `paths` are those of `Found`: what is `counted` ("pk"), the
    day `due` or the `moment`, of which path the `first` or how many `groups`."""
    return lambda build: Waiting(build, paths)


NOTHING = Value(None, DateField())


def _counted(rows, counted="pk", due=None, moment=None, first=None, groups=None):
    """One row: the columns of `Found`."""
    columns = {
        "waits": Count(counted, distinct=True),
        "waits_due": Cast(Min(due or NOTHING), DateField()),
        "waits_moment": Cast(Min(moment or NOTHING), DateTimeField()),
        "waits_first": Cast(Min(first or NOTHING), BigIntegerField()),
        "waits_groups": Count(groups or NOTHING, distinct=True),
    }
    # Grouped by a constant, that is not at all: one row, whatever there is.
    whole = rows.order_by().annotate(waits_whole=Value(1)).values("waits_whole")
    return whole.annotate(**columns).values_list(*columns)


def settled(lines):
    """The lines, those of the counts among them asked in one statement; nothing for None."""
    lines = [line for line in lines if line]
    waits = [line for line in lines if isinstance(line, Wait)]
    found = iter(_asked(waits) if waits else ())
    answers = [_line(line, next(found)) if isinstance(line, Wait) else line for line in lines]
    return [line for line in answers if line]


def _asked(waits):
    """The `Found` of each, in their order."""
    texts = (
        f"SELECT {n}, its.* FROM ({wait.text}) its"  # noqa: S608 what Django compiled
        for n, wait in enumerate(waits)
    )
    params = [one for wait in waits for one in wait.params]
    rows = sorted(sql.rows(" UNION ALL ".join(texts), params))
    return [Found(*cells) for _, *cells in rows]


def _line(wait, found):
    return wait.line(found) if found.count else None
