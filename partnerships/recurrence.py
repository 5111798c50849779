"""A repeated slot: a pattern becomes dates, without the forbidden days, which are told."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from partnerships.rules import Period, blocking

MOST_DATES = 60


@dataclass(frozen=True)
class Pattern:
    """Every `every_weeks` weeks on these weekdays (0 = Monday), `length` days each."""

    first_day: date
    until: date
    weekdays: frozenset[int]
    length: int = 1
    every_weeks: int = 1


@dataclass(frozen=True)
class Removed:
    """A date of the pattern that cannot be, and why (French)."""

    period: Period
    why: str


@dataclass(frozen=True)
class Expansion:
    kept: list[Period] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    cut: bool = False

    @property
    def why_removed(self):
        """The reasons, each once, in the order of the dates."""
        return list(dict.fromkeys(removed.why for removed in self.removed))


def expand(pattern, check):
    """The dates of the pattern, at most `MOST_DATES`, none that `check` (period → violations)
    forbids (R-ID-9)."""
    kept, removed = [], []
    for start in _starts(pattern):
        if len(kept) == MOST_DATES:
            return Expansion(kept, removed, cut=True)
        period = Period(start, start + timedelta(days=pattern.length - 1))
        refused = blocking(check(period))
        if refused:
            removed.append(Removed(period, refused[0].message))
        elif not kept or not kept[-1].overlaps(period):
            kept.append(period)
    return Expansion(kept, removed)


def a_year_later(period):
    """The same days of the same ISO week, a year later (the last week for a 53rd)."""
    year, week, weekday = period.first.isocalendar()
    last_week = date(year + 1, 12, 28).isocalendar().week
    first = date.fromisocalendar(year + 1, min(week, last_week), weekday)
    return Period(first, first + (period.last - period.first))


def _starts(pattern):
    """First days, in order; weeks are counted from the one of the first day."""
    monday = pattern.first_day - timedelta(days=pattern.first_day.weekday())
    while monday <= pattern.until:
        for weekday in sorted(pattern.weekdays):
            day = monday + timedelta(days=weekday)
            if pattern.first_day <= day <= pattern.until:
                yield day
        monday += timedelta(weeks=pattern.every_weeks)
