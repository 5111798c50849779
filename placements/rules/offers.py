"""Offers of placements, applications and wishes: values in, violations out."""

import datetime as dt
from dataclasses import dataclass
from itertools import pairwise

from directory.enums import Level
from directory.french import full_day, period
from directory.violations import Violation
from placements.rules import presence as rules_presence
from placements.rules.pfmp import weeks_of

RULE = "R-PL-7"
WEEK = dt.timedelta(days=7)
SUNDAY = dt.timedelta(days=6)
# A host has so many days to answer, a school to confirm.
ANSWER_DAYS = 15
# Applications of one pupil that wait at the same time; wishes of one pupil that wait.
MOST_SENT = 5
MOST_WISHES = 5
MOST_WEEKS_AHEAD = 80


def monday_of(day):
    """The Monday of the week that holds `day`."""
    return day - dt.timedelta(days=day.weekday())


@dataclass(frozen=True)
class Span:
    """Days that a pupil may spend at an offer: in one of its weeks, or in two on end."""

    first: dt.date
    last: dt.date

    @property
    def value(self):
        """As a form posts it."""
        return f"{self.first:%Y-%m-%d}_{self.last:%Y-%m-%d}"

    def __str__(self):
        return period(self.first, self.last)


def spans(mondays, table, windows, calendar):
    """[Span]: what these weeks of an offer give a class whose placement windows are `windows`
    ([(first, last)]); without any window every week counts.

    The days are those of presence: a holiday at either end is not one (R-ID-9). Two weeks on
    end within a window are proposed too (R-PL-1, 2de).
    """
    found = []
    for first, last in windows or [(min(mondays), max(mondays) + SUNDAY)] if mondays else []:
        within = [_within(monday, first, last, table, calendar) for monday in sorted(mondays)]
        weeks = [span for span in within if span]
        found += weeks
        if windows:
            found += [
                Span(one.first, two.last)
                for one, two in pairwise(weeks)
                if monday_of(two.first) - monday_of(one.first) == WEEK
            ]
    return sorted(dict.fromkeys(found), key=lambda span: (span.first, span.last))


def whole_spans(mondays, table, windows, calendar):
    """[Span]: the periods of a class that prepares a diploma which these weeks hold from end
    to end; a week without any day of presence need not be offered (R-PF-1)."""
    found = []
    for first, last in windows:
        weeks = [(one, _within(one, first, last, table, calendar)) for one in weeks_of(first, last)]
        weeks = [(monday, span) for monday, span in weeks if span]
        if weeks and all(monday in mondays for monday, _ in weeks):
            found.append(Span(weeks[0][1].first, weeks[-1][1].last))
    return found


def _within(monday, first, last, table, calendar):
    """The days of presence of one week within a window, None without any."""
    start, end = max(monday, first), min(monday + SUNDAY, last)
    if start > end:
        return None
    days = rules_presence.days_of([rules_presence.Stay(start, end, table)], calendar)
    return Span(days[0], days[-1]) if days else None


def check_week(monday, today, calendar):
    """A week that nobody could be offered."""
    if monday <= today:
        text = f"La semaine du {full_day(monday)} a déjà commencé."
    elif monday > today + MOST_WEEKS_AHEAD * WEEK:
        text = f"La semaine du {full_day(monday)} est trop lointaine."
    elif not calendar.school_days(monday, monday + SUNDAY):
        text = f"La semaine du {full_day(monday)} n’a aucun jour de classe."
    else:
        return []
    return [Violation(RULE, text, "mondays")]


def check_places(places, taken):
    """R-PL-7: no fewer places than are taken."""
    if places >= taken:
        return []
    one = "Une place est déjà prise" if taken == 1 else f"{taken} places sont déjà prises"
    return [Violation(RULE, f"{one} cette semaine-là.", "places")]


def check_sent(number):
    """`number` applications of this pupil wait already."""
    if number < MOST_SENT:
        return []
    text = f"{MOST_SENT} candidatures de cet élève attendent déjà une réponse."
    return [Violation(RULE, text)]


def check_wishes(number):
    """`number` wishes of this pupil wait already."""
    if number < MOST_WISHES:
        return []
    return [Violation(RULE, f"Vous avez déjà {MOST_WISHES} vœux : retirez-en un d’abord.")]


def due(today, first):
    """The last day for an answer: fifteen days, and before the placement begins."""
    return max(today, min(today + dt.timedelta(days=ANSWER_DAYS), first - dt.timedelta(days=1)))


def closes(level, placed, other):
    """Whether a placement on these days ends an application for the other ones: always, but
    in 2de, where two weeks may be at two hosts (R-PL-1)."""
    overlap = placed[0] <= other[1] and other[0] <= placed[1]
    return overlap or level != Level.SECONDE
