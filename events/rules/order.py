"""Rules of the running order: pure functions over passages (R-EV-2)."""

import datetime as dt
from dataclasses import dataclass
from itertools import combinations

from directory.french import hour
from directory.violations import Violation

DAY = dt.date(2000, 1, 1)


@dataclass(frozen=True)
class Passage:
    """A team before a panel, from `start` to `end` (times); None where nothing is fixed.

    `arrives` and `leaves`: when the team is there.
    """

    team: int
    label: str
    panel: int | None = None
    panel_label: str = ""
    room: str = ""
    start: dt.time | None = None
    end: dt.time | None = None
    arrives: dt.time | None = None
    leaves: dt.time | None = None

    @property
    def is_placed(self):
        return self.panel is not None and self.start is not None and self.end is not None

    def overlaps(self, start, end):
        return self.is_placed and self.start < end and start < self.end


@dataclass(frozen=True)
class Day:
    """What the final allows: its hours, its breaks [(label, start, end)], its jurors of two
    panels [(name, panel, panel)]."""

    first: dt.time
    last: dt.time
    breaks: tuple = ()
    bridges: tuple = ()


def minutes(at):
    """Whole minutes since midnight."""
    return at.hour * 60 + at.minute


def time_of(count):
    """The hour of so many minutes since midnight."""
    return dt.time(count // 60, count % 60)


def later(at, length):
    """An hour of the same day, `length` (a timedelta) later; None past midnight."""
    end = dt.datetime.combine(DAY, at) + length
    return end.time() if end.date() == DAY else None


def conflicts(passages, day):
    """What is wrong with an order, in words: what blocks its publication, then warnings."""
    found = [one for passage in passages for one in _alone(passage, day)]
    for one, other in combinations(passages, 2):
        if other.is_placed and one.overlaps(other.start, other.end):
            found += _together(one, other, day)
    return sorted(found, key=lambda one: not one.blocking)


def _alone(passage, day):
    """A team by itself: placed, in the hours of the day, between its arrival and departure."""
    who = passage.label
    if not passage.is_placed:
        return [Violation("R-EV-2", f"{who} n’a pas d’heure de passage.")]
    at, found = hour(passage.start), []
    if passage.start < day.first or passage.end > day.last:
        text = f"{who} passe à {at}, hors des horaires de la finale."
        found.append(text)
    if passage.arrives and passage.start < passage.arrives:
        found.append(f"{who} passe à {at} et n’arrive qu’à {hour(passage.arrives)}.")
    if passage.leaves and passage.end > passage.leaves:
        found.append(f"{who} passe à {at} et repart à {hour(passage.leaves)}.")
    for label, start, end in day.breaks:
        if passage.overlaps(start, end):
            found.append(f"{who} passe à {at}, pendant la pause « {label} ».")
    return [Violation("R-EV-2", text) for text in found]


def _together(one, other, day):
    """Two passages that overlap."""
    at, pair = hour(max(one.start, other.start)), {one.panel, other.panel}
    if len(pair) == 1:
        text = f"{one.label} et {other.label} passent ensemble devant {one.panel_label} à {at}."
        return [Violation("R-EV-2", text)]
    if one.room and one.room.casefold() == other.room.casefold():
        text = f"{one.room} : {one.label} et {other.label} y passent ensemble à {at}."
        return [Violation("R-EV-2", text)]
    return [
        Violation(
            "R-EV-2",
            f"{name} est juré des deux jurys qui entendent {one.label} et {other.label} à {at}.",
            blocking=False,
        )
        for name, *panels in day.bridges
        if set(panels) == pair
    ]


@dataclass(frozen=True)
class Change:
    """What a version says of a team that another one did not: its words before and after."""

    team: int
    label: str
    before: str
    after: str


def differences(old, new):
    """[Change] between two published orders ([{team, label, panel, room, at, until}])."""
    past = {line["team"]: line for line in old}
    now = {line["team"]: line for line in new}
    found = [
        Change(key, line["label"], in_words(past.get(key)), in_words(line))
        for key, line in now.items()
        if in_words(past.get(key)) != in_words(line)
    ]
    gone = [
        Change(key, line["label"], in_words(line), "retirée")
        for key, line in past.items()
        if key not in now
    ]
    return found + gone


def in_words(line):
    """« 9 h 20, Jury A, Salle 3 », "" for none."""
    if line is None:
        return ""
    at = hour(dt.time.fromisoformat(line["at"]))
    return ", ".join(part for part in (at, line["panel"], line["room"]) if part)
