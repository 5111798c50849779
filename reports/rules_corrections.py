"""A closed year is corrected with a reason until its report is frozen (R-ID-8)."""

import datetime as dt

from directory.french import full_day
from directory.violations import Violation

RULE = "R-ID-8"
# What a correction lasts, the day on which the year is opened again included.
DAYS = 7


def last_day(today):
    """The last day of a correction that begins `today`."""
    return today + dt.timedelta(days=DAYS - 1)


def violations(year, place, *, is_closed, is_published, open_until):
    """Why a year (its label) is not opened again for a place (its name); `open_until`: the last
    day of the correction that is under way."""
    if not is_closed:
        return [Violation(RULE, f"L’année {year} n’est pas close : corrigez directement.", "year")]
    if is_published:
        text = (
            f"Le rapport {year} qui couvre {place} est publié : ses chiffres sont figés, "
            "l’année ne se corrige plus."
        )
        return [Violation(RULE, text, "year")]
    if open_until:
        text = f"L’année {year} est déjà rouverte pour {place}, jusqu’au {full_day(open_until)}."
        return [Violation(RULE, text, "year")]
    return []
