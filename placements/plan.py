"""Which host has which day (R-PL-8): a table of days becomes stays, and back.

Pure: dates, tables of hours and keys of hosts in, stays out.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from placements.rules.presence import DAY, SUNDAY, WeekTable

SATURDAY = 5


@dataclass(frozen=True)
class Run:
    """Days in a row at one host's, and the hours of their weekdays."""

    host: Any
    first: date
    last: date
    table: WeekTable


def open_days(first, last, calendar, *, saturdays=False, sundays=False):
    """The days between the two, both included, on which a pupil may be at a host's (R-ID-9);
    Sundays are those of a derogation (R-PF-5), open whatever the calendar says."""
    found, day, end = [], first, SATURDAY + saturdays
    while day <= last:
        is_open = day.weekday() < end and calendar.why_closed(day) is None
        if is_open or (sundays and day.weekday() == SUNDAY):
            found.append(day)
        day += DAY
    return found


def runs(hosts, table):
    """The runs of a plan: `hosts` is {day: host, or None for no presence}.

    A weekday on which nobody receives the pupil interrupts nothing: every Thursday for five
    weeks at one host's is one run. The hours of a run are those of its own weekdays.
    """
    used = {day.weekday() for day, host in hosts.items() if host is not None}
    days = [(day, host) for day, host in sorted(hosts.items()) if day.weekday() in used]
    found, current = [], []
    for day, host in [*days, (None, None)]:
        if current and current[-1][1] != host:
            found.append(_run([one for one, _ in current], current[0][1], table))
            current = []
        if host is not None:
            current.append((day, host))
    return found


def _run(days, host, table):
    return Run(host, days[0], days[-1], only(table, {day.weekday() for day in days}))


def only(table, weekdays):
    """The table without the other weekdays."""
    return WeekTable(tuple(table[n] if n in weekdays else () for n in range(7)))


def within(table, first, last):
    """The table without the weekdays that do not come between these two days."""
    length = min((last - first).days + 1, 7)
    return only(table, {(first + DAY * n).weekday() for n in range(length)})


def together(tables):
    """One table of several: of each weekday, the first hours that are known."""
    tables = list(tables)
    days = (next((table[n] for table in tables if table[n]), ()) for n in range(7))
    return WeekTable(tuple(days))
