"""From a rule's offset to days of the calendar, for every anchor that can matter now."""

from collections import defaultdict
from datetime import date, time, timedelta
from functools import lru_cache
from typing import NamedTuple

from directory.enums import Rhythm
from outbox.rules import PARIS
from reminders.rules import Unit

HORIZON = timedelta(days=40)
# The longest closure that a reminder may have to jump over, and some margin.
CLOSURE = timedelta(days=80)
DAY = timedelta(days=1)
COUNTED = defaultdict(lambda: Rhythm.EVERY_DAY) | {
    Unit.WORKING: Rhythm.WORK,
    Unit.SCHOOL: Rhythm.SCHOOL,
}


class Day(NamedTuple):
    """For an anchor and the days of a recipient: the day that the offset says, and the open
    one on which the reminder leaves; None when its follower leaves that day."""

    anchor: date
    rhythm: Rhythm
    said: date
    open: date | None


class Shifts:
    """What is due within a horizon of `now`, or ended since `since` (`now` unless given): the
    days of each rule. Rules that count alike share them."""

    def __init__(self, calendar, now, horizon=HORIZON, since=None):
        self.calendar, self.now, self.horizon = calendar, now, horizon
        self.since = min(since or now, now)
        self.today, seen = (moment.astimezone(PARIS).date() for moment in (now, self.since))
        corrections = frozenset(calendar.corrections.items())
        self._reach = seen - DAY, (now + horizon).astimezone(PARIS).date()
        self._arrays = _written(calendar.zone, corrections, self.today, self._reach)
        self._shifted = _counted(calendar.zone, corrections)

    def values(self, rule):
        """The days of the rule as values of the planner's statement; its life in seconds.

        Only those that it can keep: none that comes after the horizon, none whose life was over.
        """
        counted = rule.offset, rule.room_for, rule.life
        if counted not in self._arrays:
            mattering = [day for day in self.days(rule) if self._matters(day, rule.life)]
            columns = zip(*mattering, strict=True)
            names = ("anchors", "rhythms", "said_days", "open_days")
            self._arrays[counted] = dict(zip(names, map(_array, columns), strict=True))
        return self._arrays[counted] | {
            "now": self.now,
            "since": self.since,
            "horizon": self.now + self.horizon,
            "hour": time(rule.hour),
            "life": rule.life.total_seconds(),
            "every_rhythm": _array(Rhythm),
            "late_days": _array(map(self._late_day, Rhythm)),
        }

    def _matters(self, day, life):
        """Before a closure a reminder leaves earlier than the offset says, after one, later."""
        seen, last = self._reach
        return day.open is not None and day.said + life >= seen and min(day.said, day.open) <= last

    def days(self, rule):
        """The Day of the reminder for every anchor that can matter now, and every rhythm."""
        reach = timedelta(days=3 * abs(rule.offset.number)) + CLOSURE
        first, last = self.today - rule.life - reach, self.today + self.horizon + reach
        every = [first + timedelta(days=number) for number in range((last - first).days)]
        return [self._day(rule, anchor, rhythm) for rhythm in Rhythm for anchor in every]

    def _day(self, rule, anchor, rhythm):
        said, leaves = self._shift(rule.offset, anchor, rhythm)
        if rule.room_for and self._shift(rule.room_for, anchor, rhythm)[1] == leaves:
            leaves = None
        return Day(anchor, rhythm, said, leaves)

    def _shift(self, *asked):
        """The day that the offset says, on the days that it counts, and the open one that it
        becomes."""
        if asked not in self._shifted:
            self._shifted[asked] = self._count(*asked)
        return self._shifted[asked]

    def _count(self, offset, anchor, rhythm):
        days = rhythm if offset.unit == Unit.THEIRS else COUNTED[offset.unit]
        said = self.calendar.add_days(anchor, offset.number, days)
        step = timedelta(days=-1 if offset.number < 0 else 1)
        return said, self.calendar.first_open(said, rhythm, step)

    def _late_day(self, rhythm):
        """On a closed day, the one from which a reminder that is late may leave; else None."""
        day = self.calendar.first_open(self.today, rhythm)
        return None if day == self.today else day


@lru_cache(maxsize=4)
def _written(zone, corrections, today, reach):
    """The arrays that Shifts of the same calendar and day have written: a worker plans every ten
    minutes."""
    return {}


@lru_cache(maxsize=2)
def _counted(zone, corrections):
    """What Shifts of the same calendar have counted, whatever their day."""
    return {}


def _array(items):
    """Days or codes as an array's text: the driver would quote each of these thousands."""
    return f"{{{','.join('NULL' if item is None else str(item) for item in items)}}}"
