"""What realises an action: immersions, placements, events of the floors above, counted there.

An upper floor declares its `Source` in its `contributions.py`; the column `committee_action`
of its own table is the link. What is counted from it is never typed again (R-CL-4).
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, fields

from django.db.models import Q

from directory.enums import PriorityEducation, Qpv
from directory.models import School
from directory.tallies import together
from directory.violations import Refused


@dataclass(frozen=True)
class Counts:
    """Participants, in numbers."""

    girls: int = 0
    boys: int = 0
    unspecified: int = 0
    adults: int = 0
    priority: int = 0

    def __add__(self, other):
        names = [one.name for one in fields(Counts)]
        return Counts(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def pupils(self):
        return self.girls + self.boys + self.unspecified


NONE = Counts()


@dataclass(frozen=True)
class Line:
    """What may realise an action, or does: in words without any name of a person.

    `key` is a source and its row, or its group of rows ("immersion:12")."""

    key: str
    what: str
    first: dt.date
    last: dt.date
    counts: Counts = NONE


@dataclass(frozen=True)
class Source:
    """One kind of thing that realises actions.

    `offered(action)` and `linked(action)` give Lines; `tally(actions)` counts, by action, the
    rows linked to a queryset of actions, under the names of `Counts` (None: nothing to count);
    `link(action, key)` and `unlink(action, key)` return how many rows they changed.
    """

    code: str
    label: str
    offered: Callable
    linked: Callable
    link: Callable
    unlink: Callable
    tally: Callable | None = None


_sources: dict[str, Source] = {}


def register(source):
    """Declare a source. Raises ValueError when its code is taken."""
    if source.code in _sources:
        raise ValueError(f"{source.code} is declared twice.")
    _sources[source.code] = source


def linked(action):
    """[Line] that realise the action, soonest first; a query per source."""
    return _sorted(line for source in _sources.values() for line in source.linked(action))


def offered(action):
    """[Line] that could: of the same days, by schools of the committee or of the action."""
    return _sorted(line for source in _sources.values() for line in source.offered(action))


def _sorted(lines):
    return sorted(lines, key=lambda line: (line.first, line.last, line.key))


def total(lines):
    return sum((line.counts for line in lines), NONE)


def tallies(actions):
    """What the sources count of these actions, for `directory.tallies.together`."""
    return [source.tally(actions) for source in _sources.values() if source.tally]


def added(found):
    """{action's key: Counts} of what these tallies found."""
    sums: dict[int, Counts] = {}
    for counts in found:
        for key, numbers in counts.items():
            sums[key] = sums.get(key, NONE) + Counts(**numbers)
    return sums


def totals(actions):
    """{action's key: Counts} of the rows linked to these actions; one query."""
    return added(together(tallies(actions)))


def schools_of(action):
    """Where rows that may realise an action are looked for: the schools of the committee and
    those of the action."""
    members = action.committee.members.present().filter(school__isnull=False)
    keys = Q(pk__in=members.values("school")) | Q(pk__in=action.schools.values("pk"))
    return School.objects.filter(keys).values("pk")


def priority_audience(school, special):
    """Condition: the pupils of a row belong to a priority audience (R-ID-7); `school` and
    `special` are paths to the school and to the special kind of the class."""
    rep = (PriorityEducation.REP, PriorityEducation.REP_PLUS)
    return (
        Q(**{f"{school}__priority_education__in": rep})
        | Q(**{f"{school}__qpv": Qpv.INSIDE})
        | Q(**{f"{school}__municipality__is_rural": True})
        | ~Q(**{special: ""}) & Q(**{f"{special}__isnull": False})
    )


def source_of(key):
    """(source, the rest of the key). Raises Refused for a key of no source."""
    code, _, rest = key.partition(":")
    if code not in _sources:
        raise Refused("Choisissez une ligne de la liste.")
    return _sources[code], rest
