"""School days and working days of zone C (R-ID-9): a value without database nor clock.

`Calendar.load()` reads the corrections; `Calendar()` is the packaged calendar alone.
Days are `datetime.date`; nothing is guessed where the packages have no data.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

import holidays
from vacances_scolaires_france import SchoolHolidayDates

from directory.enums import Rhythm
from directory.french import apostrophes
from directory.models import CalendarDay
from directory.sql import Given, Kept

ZONE = "C"
SUNDAY = 6
SATURDAY = 5
DAY = timedelta(days=1)


@cache
def _school_holidays(zone):
    """{day: name} of the zone; the first and last year known."""
    packaged = SchoolHolidayDates()
    key = packaged.zone_key(zone)
    days = {day: apostrophes(row["nom_vacances"]) for day, row in packaged.data.items() if row[key]}
    return days, min(days).year, max(days)


@cache
def _public_holidays(year):
    """{day: name} of metropolitan France."""
    named = holidays.France(years=year, language="fr")
    return {day: apostrophes(name) for day, name in named.items()}


def school_holiday(day, zone=ZONE):
    """The name of the school holiday of `day`, or None.

    Past the last published year, July and August stay holidays: the other dates are
    not known yet.
    """
    days, _, last = _school_holidays(zone)
    if day in days:
        return days[day]
    if day > last and day.month in (7, 8):
        return "Vacances d’été"
    return None


def known_until(zone=ZONE):
    """The last day of the published school calendar."""
    return _school_holidays(zone)[2]


def public_holiday(day):
    """The name of the public holiday of `day`, or None."""
    return _public_holidays(day.year).get(day)


@cache
def _corrections():
    rows = CalendarDay.objects.filter(zone=Given("zone")).order_by()
    return Kept(rows.values_list("day", "is_open", "label"))


@dataclass(frozen=True)
class Calendar:
    """Immutable; `corrections` is {day: (is_open, label)} from the admin."""

    corrections: dict = field(default_factory=dict)
    zone: str = ZONE
    # What was asked: a planner asks for the same days once per rule, rules once per pupil.
    _known: dict = field(default_factory=dict, init=False, repr=False, compare=False)

    @classmethod
    def load(cls, zone=ZONE):
        """With the corrections of the database (one query)."""
        days = _corrections().rows(zone=zone)
        return cls({day: (is_open, label) for day, is_open, label in days}, zone)

    def why_closed(self, day):
        """Why no immersion nor placement may take place on `day` (R-ID-9), or None.

        A Sunday and a public holiday stay closed whatever a correction says.
        """
        if day not in self._known:
            self._known[day] = self._why_closed(day)
        return self._known[day]

    def _why_closed(self, day):
        if day.weekday() == SUNDAY:
            return "dimanche"
        if name := public_holiday(day):
            return f"jour férié : {name}"
        if day in self.corrections:
            is_open, label = self.corrections[day]
            return None if is_open else f"jour fermé : {label}"
        if name := school_holiday(day, self.zone):
            return f"vacances scolaires : {name}"
        return None

    def holiday(self, day):
        """The school holiday or closed period that holds `day`, a Sunday in it included; None
        otherwise."""
        if day in self.corrections:
            is_open, label = self.corrections[day]
            return None if is_open else label
        return school_holiday(day, self.zone)

    def is_school_day(self, day):
        """Monday to Friday, neither holiday nor closed."""
        return day.weekday() < SATURDAY and self.why_closed(day) is None

    def is_working_day(self, day):
        """A working day of a company: Monday to Friday but public holidays."""
        return day.weekday() < SATURDAY and public_holiday(day) is None

    def is_open(self, day, rhythm):
        """Whether `day` counts for people of this rhythm."""
        if (day, rhythm) not in self._known:
            self._known[day, rhythm] = self._is_open(day, rhythm)
        return self._known[day, rhythm]

    def _is_open(self, day, rhythm):
        if rhythm == Rhythm.EVERY_DAY:
            return True
        return self.is_school_day(day) if rhythm == Rhythm.SCHOOL else self.is_working_day(day)

    def first_open(self, day, rhythm, step=DAY):
        """`day`, or the first one open for this rhythm in the direction of `step`."""
        while not self.is_open(day, rhythm):
            day += step
        return day

    def add_days(self, day, count, rhythm):
        """The `count`-th open day of this rhythm after `day` (before it when negative)."""
        if rhythm == Rhythm.EVERY_DAY:
            return day + DAY * count
        step = DAY if count > 0 else -DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_open(day, rhythm)
        return day

    def school_days(self, first: date, last: date):
        """The school days from `first` to `last`, both included."""
        span = (first + DAY * n for n in range((last - first).days + 1))
        return [day for day in span if self.is_school_day(day)]
