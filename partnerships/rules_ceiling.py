"""A company's ceiling of requests: by civil month, all schools together."""

import datetime as dt

from directory.french import full_day
from directory.violations import Violation

RULE = "plafond"


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
