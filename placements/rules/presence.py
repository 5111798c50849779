"""Hours, days and rests of a pupil at a host's: the part of the rules that runs live.

Pure: values in, `Violation`s out, warnings (`blocking=False`) included. Times are minutes
since midnight and durations are minutes; the calendar and the limits are values. Every kind
of presence for observation goes through here (R-VI-2); vocational periods bring other limits.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache

from directory.violations import Violation

DAY = timedelta(days=1)
WHOLE_DAY = 24 * 60
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
SUNDAY = 6
# Steps from a Monday. The two days of rest are looked for from the Sunday before to the Sunday
# of the week (R-PL-2).
SUNDAY_TO_SUNDAY = tuple(DAY * n for n in range(-1, 7))
SINCE_MONDAY = tuple(DAY * n for n in range(7))


@dataclass(frozen=True)
class Limits:
    """How long and when a pupil may be present; the defaults are R-PL-3 and R-PL-4.

    `warned` names those that warn instead of refusing.
    """

    earliest: int = 6 * 60
    latest: int = 20 * 60
    day: int = 7 * 60
    week: int = 35 * 60
    # Under this age, a shorter week.
    young: int = 15
    young_week: int = 30 * 60
    stretch: int = 4 * 60 + 30
    rest_in_day: int = 30
    night: int = 14 * 60
    # Days in a row without presence, each week.
    days_off: int = 2
    warned: tuple[str, ...] = ("young_week",)
    rules: tuple[str, str] = ("R-PL-3", "R-PL-4")
    rest_rule: str = "R-PL-2"

    def blocks(self, name):
        """Whether breaking this limit is a refusal."""
        return name not in self.warned


OBSERVATION = Limits()


@dataclass(frozen=True)
class WeekTable:
    """The ranges of presence of each weekday, Monday first: `((540, 720), (810, 1020))` is
    9 h–12 h and 13 h 30–17 h; an empty tuple is a day without presence."""

    days: tuple = ((),) * 7

    def __getitem__(self, weekday):
        return self.days[weekday]

    @property
    def minutes(self):
        """Minutes of presence of a whole week."""
        return sum(_length(ranges) for ranges in self.days)


@dataclass(frozen=True)
class Stay:
    """At one host's, from the first to the last day, on the weekdays of its table."""

    first: date
    last: date
    table: WeekTable


def check_hours(stays, birth_date, calendar, limits=OBSERVATION):
    """R-PL-2, R-PL-3, R-PL-4, R-PL-8, R-ID-9: everything that days and hours can break.

    `stays` are those of one placement, one per host; `birth_date` may be unknown (None):
    the week of a young pupil is then checked as the shorter one, as a warning.
    """
    return examine(stays, birth_date, calendar, limits)[0]


def examine(stays, birth_date, calendar, limits=OBSERVATION):
    """(what `check_hours` finds, the days of presence in their order), read once."""
    found = [violation for stay in stays for violation in _check_stay(stay, calendar, limits)]
    present, shared = _presence(stays, calendar, limits)
    found += [_two_hosts(day) for day in shared]
    if not present:
        none = [Violation("R-PL-1", "Indiquez au moins un jour de présence.", "hours")]
        return found or none, []
    days = sorted(present)
    found += _check_nights(present, limits)
    found += _check_weeks(present, limits, _is_young(birth_date, days[0], limits))
    return found, days


def days_of(stays, calendar, limits=OBSERVATION):
    """The days of presence, in their order: what a closed day takes away is not one."""
    return sorted(_presence(stays, calendar, limits)[0])


def age_on(birth_date, day):
    """Whole years on `day`; born on 29 February, one is a year older on 1 March."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def _is_young(birth_date, first_day, limits):
    if not limits.young:
        return False
    return birth_date is None or age_on(birth_date, first_day) < limits.young


# --- One stay ---------------------------------------------------------------------------


def _check_stay(stay, calendar, limits):
    if stay.last < stay.first:
        return [Violation("R-PL-1", "Le dernier jour précède le premier.", "ends_on")]
    return _closed_ends(stay, calendar, limits) + list(_check_table(stay.table, limits))


def why_closed(day, calendar, limits):
    """Why nobody is there on `day`, or None; a Sunday of a derogation is open (R-PF-5)."""
    if day.weekday() == SUNDAY and not limits.blocks("sunday"):
        return None
    return calendar.why_closed(day)


def _closed_ends(stay, calendar, limits):
    ends = {stay.first: "starts_on", stay.last: "ends_on"}
    return [
        Violation("R-ID-9", f"Pas de présence ce jour-là ({reason}).", field)
        for day, field in ends.items()
        if (reason := why_closed(day, calendar, limits))
    ]


@lru_cache(maxsize=4096)
def _check_table(table, limits):
    """A table is the same for a whole class, a day the same as the next one: what was found
    once is kept."""
    found = []
    for weekday, ranges in enumerate(table.days):
        if ranges:
            found += _check_day(weekday, ranges, limits)
    return tuple(found)


@lru_cache(maxsize=4096)
def _check_day(weekday, ranges, limits):
    """R-PL-2 (Sunday), R-PL-3 (from 6 h to 20 h, 7 h), R-PL-4 (4 h 30 in a row, the break)."""
    name, field = WEEKDAYS[weekday].capitalize(), f"hours_{weekday}"
    sunday = _check_sunday(weekday, field, limits)
    if any(one.blocking for one in sunday):
        return sunday
    if any(end <= start for start, end in ranges) or _out_of_order(ranges):
        message = f"{name} : chaque heure de fin suit son heure de début."
        return [Violation(limits.rules[0], message, field)]
    broken = (
        _outside(ranges, limits),
        _length(ranges) > limits.day,
        _too_long_in_a_row(ranges, limits),
        _lacks_break(ranges, limits),
    )
    if not any(broken):
        return sunday
    return sunday + [
        Violation(rule, f"{name} : {text}.", field, limits.blocks(limit))
        for is_broken, (limit, rule, text) in zip(broken, _said_of_a_day(limits), strict=True)
        if is_broken
    ]


def _check_sunday(weekday, field, limits):
    if weekday != SUNDAY:
        return []
    text = "Pas de présence le dimanche."
    if not limits.blocks("sunday"):
        text = "Présence le dimanche : l’accueillant indique ce qui la permet."
    return [Violation(limits.rest_rule, text, field, limits.blocks("sunday"))]


@cache
def _said_of_a_day(limits):
    """(limit, rule, sentence) of what a day may break, in the order of `_check_day`."""
    presence, pauses = limits.rules
    most, stretch = span(limits.day), span(limits.stretch)
    hours = f"pas de présence avant {clock(limits.earliest)} ni après {clock(limits.latest)}"
    pause = (
        f"dès {stretch} de présence, une pause d’au moins {span(limits.rest_in_day)} est "
        "obligatoire"
    )
    return (
        ("hours", presence, hours),
        ("day", presence, f"au plus {most} de présence par jour"),
        ("stretch", pauses, f"au plus {stretch} d’affilée"),
        ("rest_in_day", pauses, pause),
    )


def _out_of_order(ranges):
    return any(later[0] < sooner[1] for sooner, later in zip(ranges, ranges[1:], strict=False))


def _outside(ranges, limits):
    return ranges[0][0] < limits.earliest or ranges[-1][1] > limits.latest


def _too_long_in_a_row(ranges, limits):
    return any(end - start > limits.stretch for start, end in ranges)


def _lacks_break(ranges, limits):
    if _length(ranges) < limits.stretch:
        return False
    breaks = [later[0] - sooner[1] for sooner, later in zip(ranges, ranges[1:], strict=False)]
    return max(breaks, default=0) < limits.rest_in_day


@lru_cache(maxsize=4096)
def _length(ranges):
    return sum(end - start for start, end in ranges)


# --- Days of all hosts together ---------------------------------------------------------


def _presence(stays, calendar, limits):
    """({day: ranges}, days that two hosts claim)."""
    present, shared = {}, []
    for stay in stays:
        table, day, last = stay.table.days, stay.first, stay.last
        while day <= last:
            ranges = table[day.weekday()]
            if ranges and why_closed(day, calendar, limits) is None:
                if day in present:
                    shared.append(day)
                present[day] = ranges
            day += DAY
    return present, shared


def _two_hosts(day):
    return Violation(
        "R-PL-8", f"Le {day:%d/%m/%Y} ne peut appartenir qu’à un seul accueillant.", "starts_on"
    )


def _check_nights(present, limits):
    """R-PL-4: the rest between the end of one day and the start of the next one."""
    for day, ranges in present.items():
        morning = present.get(day + DAY)
        if morning and WHOLE_DAY - ranges[-1][1] + morning[0][0] < limits.night:
            message = (
                f"Le repos entre {WEEKDAYS[day.weekday()]} et "
                f"{WEEKDAYS[(day + DAY).weekday()]} est d’au moins {span(limits.night)}."
            )
            field = f"hours_{day.weekday()}"
            return [Violation(limits.rules[1], message, field, limits.blocks("night"))]
    return []


def _check_weeks(present, limits, is_young):
    weeks = {}
    for day, ranges in present.items():
        monday = day - SINCE_MONDAY[day.weekday()]
        weeks[monday] = weeks.get(monday, 0) + _length(ranges)
    found = []
    for monday, minutes in weeks.items():
        found += _check_length(monday, minutes, limits, is_young)
        if not _is_rested(monday, present, limits.days_off):
            found.append(_lacks_rest(monday, limits))
    return found


def _lacks_rest(monday, limits):
    due = "deux jours de suite sans présence sont dus" if limits.days_off > 1 else "un jour est dû"
    text = f"Semaine du {monday:%d/%m/%Y} : {due}, du dimanche qui précède au dimanche qui suit."
    return Violation(limits.rest_rule, text, "hours", limits.blocks("days_off"))


def _check_length(monday, minutes, limits, is_young):
    if minutes > limits.week:
        text, limit = f"au plus {span(limits.week)} de présence par semaine", "week"
    elif is_young and minutes > limits.young_week:
        text = f"avant {limits.young} ans, au plus {span(limits.young_week)} par semaine"
        limit = "young_week"
    else:
        return []
    message = f"Semaine du {monday:%d/%m/%Y} : {text} (ici {span(minutes)})."
    return [Violation(limits.rules[0], message, "hours", limits.blocks(limit))]


def _is_rested(monday, present, days_off):
    """Whether so many days in a row, two or one, are without presence."""
    off = [monday + step not in present for step in SUNDAY_TO_SUNDAY]
    if days_off < 2:
        return any(off[1:])
    return any(first and second for first, second in zip(off, off[1:], strict=False))


# --- Words ------------------------------------------------------------------------------


def clock(minutes):
    """A time of the day as it is printed: 8 h, 13 h 30."""
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest:02d}" if rest else f"{hours} h"


def span(minutes):
    """A duration: 7 h, 4 h 30, 30 min."""
    return clock(minutes) if minutes >= 60 else f"{minutes} min"


def in_words(limits):
    """The limits as an article says them: « ni avant 6 h ni après 20 h, … »."""
    young = f" ({span(limits.young_week)} avant {limits.young} ans)" if limits.young else ""
    rest = "deux jours de repos de suite" if limits.days_off > 1 else "un jour de repos"
    return (
        f"{_hours_in_words(limits)}{span(limits.day)} par jour et {span(limits.week)} par semaine "
        f"au plus{young}, une pause de "
        f"{span(limits.rest_in_day)} au moins dès {span(limits.stretch)} de présence, "
        f"{span(limits.night)} de repos d’un jour à l’autre et {rest} par semaine"
    )


def _hours_in_words(limits):
    """Nothing of who may be there at any hour (R-PF-6)."""
    if (limits.earliest, limits.latest) == (0, WHOLE_DAY):
        return ""
    return (
        f"ni avant {clock(limits.earliest)} ni après {clock(limits.latest)}, ni le dimanche ni un "
        "jour férié, "
    )
