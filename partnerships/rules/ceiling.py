"""A company's ceilings, all schools together: contacts by civil month, persons by week."""

import datetime as dt

from directory.french import full_day
from directory.violations import Violation

RULE, WEEK_RULE = "plafond", "plafond de la semaine"
# How often schools come unasked, by an appel, to a company that said nothing (confirm).
UNSAID_PER_MONTH = 3


def first_of_month(day):
    return day.replace(day=1)


def next_month(day):
    """The first day of the month after: the next free date once a ceiling is reached."""
    return (first_of_month(day) + dt.timedelta(days=32)).replace(day=1)


def reached_in_words(per_month, today):
    """What a school reads of a company that has had its requests of the month."""
    times = "une demande" if per_month == 1 else f"{per_month} demandes"
    return (
        f"Cette entreprise reçoit au plus {times} par mois, tous établissements confondus, et "
        f"les a reçues. Prochaine date libre : {full_day(next_month(today))}."
    )


def check_ceiling(per_month, received, today):
    """Nothing without a ceiling (None), or below it."""
    if per_month is None or received < per_month:
        return []
    return [Violation(RULE, reached_in_words(per_month, today))]


WEEKS_AHEAD = 26
WEEK = dt.timedelta(weeks=1)


def check_week(limit, present, persons, weeks):
    """Nothing without a limit (None), or when these persons fit in each of the weeks.

    `present`: {Monday: persons expected}; `weeks`: the Mondays of the weeks that they touch.
    """
    over = [start for start in weeks if present.get(start, 0) + persons > limit] if limit else []
    if not over:
        return []
    return [Violation(WEEK_RULE, _full_week(limit, present, persons, over[0]), "starts_on")]


def _full_week(limit, present, persons, start):
    left = max(limit - present.get(start, 0), 0)
    plural = "s" if left > 1 else ""
    room = f"il en reste {left} libre{plural}" if left else "elles sont toutes attendues"
    text = (
        f"Cette entreprise reçoit au plus {limit} personnes par semaine, tous établissements "
        f"confondus : {room} la semaine du {full_day(start)}, et vous venez à {persons}."
    )
    free = next_week(limit, present, persons, start)
    if free:
        return f"{text} Prochaine semaine libre : celle du {full_day(free)}."
    return f"{text} Aucune semaine ne suffit dans les six mois : venez moins nombreux."


def next_week(limit, present, persons, start):
    """The first Monday after `start` whose week has room; None within half a year."""
    ahead = (start + WEEK * number for number in range(1, WEEKS_AHEAD + 1))
    return next((day for day in ahead if present.get(day, 0) + persons <= limit), None)
