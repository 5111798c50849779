"""The rules of placement windows: values in, violations out."""

import datetime as dt

from directory.enums import Level
from directory.violations import Violation

# R-PL-1: 4e optional, 3e compulsory, five days; 2de GT two weeks.
OBSERVATION_DAYS = {Level.QUATRIEME: 5, Level.TROISIEME: 5, Level.SECONDE: 10}
LONGEST_WINDOW = dt.timedelta(days=366)


def window(level, starts_on, ends_on, calendar):
    """Violations of a window for one level, both days included.

    R-ID-9: it begins and ends on a school day. R-PL-1: it offers five school days in 4e and
    3e, ten in 2de. Below 4e there is no placement.
    """
    if ends_on < starts_on:
        return [Violation("R-PL-1", "Le dernier jour précède le premier.", "ends_on")]
    if ends_on - starts_on > LONGEST_WINDOW:
        return [Violation("R-PL-1", "La période dépasse une année scolaire.", "ends_on")]
    if Level(level).order < Level.QUATRIEME.order:
        return [Violation("R-PL-1", "Les stages commencent en classe de 4e.", "level")]
    return _closed_ends(starts_on, ends_on, calendar) + _too_short(
        Level(level), starts_on, ends_on, calendar
    )


def _closed_ends(starts_on, ends_on, calendar):
    return [
        Violation("R-ID-9", f"Ce jour n’est pas un jour de classe ({reason}).", field)
        for field, day in (("starts_on", starts_on), ("ends_on", ends_on))
        if (reason := calendar.why_closed(day))
    ]


def _too_short(level, starts_on, ends_on, calendar):
    wanted = OBSERVATION_DAYS.get(level)
    if wanted is None:
        return []
    found = len(calendar.school_days(starts_on, ends_on))
    if found >= wanted:
        return []
    message = (
        f"En {level.label}, la période doit offrir au moins {wanted} jours de classe "
        f"(du lundi au vendredi) : elle en compte {found}."
    )
    return [Violation("R-PL-1", message, "ends_on")]


def overlap(other):
    """The violation of a window that meets `other`, of the same school and level."""
    message = (
        "Cette classe d’âge a déjà une période de stage "
        f"du {other.starts_on:%d/%m/%Y} au {other.ends_on:%d/%m/%Y}."
    )
    return Violation("R-PL-1", message, "starts_on")
