"""Who was expected when, what the attendance says, which weeks are peaks: pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from statistics import mean

from directory.violations import Violation
from placements.enums.follow_up import Half, Teller

DAY = timedelta(days=1)
# A range that begins before is of the morning; one that ends after 14:00 also of the afternoon.
NOON, AFTER_NOON = 12 * 60 + 30, 14 * 60
SATURDAY = 5
# A week is a peak when so many times the pupils of a usual week are expected.
PEAK = 1.5


@dataclass(frozen=True)
class Expected:
    """A day of presence: which half-days, at which host's (the index of its stay)."""

    day: date
    morning: bool
    afternoon: bool
    stay: int


def halves_of(ranges):
    """(morning, afternoon) of the ranges of a day."""
    morning = any(start < NOON for start, _ in ranges)
    afternoon = any(start >= NOON or end > AFTER_NOON for start, end in ranges)
    return morning, afternoon


def expected_days(stays, calendar, until):
    """The days of presence of these stays (`rules_presence.Stay`) up to a day, in order.

    Without hours (signed elsewhere, R-AG-5), every school day, morning and afternoon.
    """
    found = {}
    for rank, stay in enumerate(stays):
        day, last = stay.first, min(stay.last, until)
        while day <= last:
            morning, afternoon = _halves(stay.table, day)
            if (morning or afternoon) and not calendar.why_closed(day):
                found.setdefault(day, Expected(day, morning, afternoon, rank))
            day += DAY
    return [found[day] for day in sorted(found)]


def _halves(table, day):
    if table.minutes:
        return halves_of(table[day.weekday()])
    is_weekday = day.weekday() < SATURDAY
    return is_weekday, is_weekday


def standing(rows):
    """{day: the row that stands}: the school's word before the host's."""
    kept = {}
    for row in sorted(rows, key=lambda row: row.side == Teller.SCHOOL):
        kept[row.day] = row
    return dict(sorted(kept.items()))


def half_days(rows):
    """(present, absent) half-days of the rows that stand."""
    said = [half for row in standing(rows).values() for half in (row.morning, row.afternoon)]
    return said.count(Half.PRESENT), said.count(Half.ABSENT)


def missed_minutes(rows, stays):
    """The minutes of presence that were due on the half-days of absence; `stays` are
    `rules_presence.Stay`. Nothing where the hours are not known."""
    return sum(
        _due(stay.table[day.weekday()], row)
        for day, row in standing(rows).items()
        for stay in stays
        if stay.first <= day <= stay.last
    )


def _due(ranges, row):
    """Of one day: before and after half past twelve, a range may be of both."""
    morning = sum(max(min(end, NOON) - start, 0) for start, end in ranges)
    whole = sum(end - start for start, end in ranges)
    missed = morning if row.morning == Half.ABSENT else 0
    return missed + (whole - morning if row.afternoon == Half.ABSENT else 0)


def never_came(rows):
    """Whether attendance was taken and the pupil was never there."""
    present, absent = half_days(rows)
    return not present and absent > 0


def check_done(done_on, today):
    """A visit is told of once it took place."""
    if done_on > today:
        return [Violation("DOMAIN §4", "Ce jour n’est pas encore passé.", "done_on")]
    return []


def check_planned(planned_on, today):
    if planned_on < today:
        return [Violation("DOMAIN §4", "Ce jour est passé.", "planned_on")]
    return []


def check_incident(day, first, last, today):
    """R-PL-6: of a day of the placement that has come."""
    if day > today:
        return [Violation("R-PL-6", "Ce jour n’est pas encore passé.", "day")]
    if not first <= day <= last:
        return [Violation("R-PL-6", "Ce jour n’est pas un jour du stage.", "day")]
    return []


def peaks(totals):
    """The weeks of {week: pupils} that are above the others (R-CL-3): PEAK times the mean of
    the weeks in which anybody is expected."""
    busy = [number for number in totals.values() if number]
    if len(busy) < 2:
        return set()
    return {week for week, number in totals.items() if number >= PEAK * mean(busy)}
