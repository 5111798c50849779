"""The rules of placement windows and of a placement's days: values in, violations out.

Hours are in `rules_presence`."""

import datetime as dt

from directory.enums import Level, SpecialKind
from directory.enums_diplomas import DiplomaKind
from directory.violations import Violation
from placements.enums import PlacementKind

# R-PL-1: 4e optional, 3e compulsory, five days; 2de GT two weeks.
OBSERVATION_DAYS = {Level.QUATRIEME: 5, Level.TROISIEME: 5, Level.SECONDE: 10}
# R-PL-9.
INITIATED = (SpecialKind.SEGPA, SpecialKind.PREPA_METIERS)
LONGEST_WINDOW = dt.timedelta(days=366)


def window(level, starts_on, ends_on, calendar, *, is_vocational=False):
    """Violations of a window for one level, both days included.

    R-ID-9: it begins and ends on a school day. R-PL-1: it offers five school days in 4e and
    3e, ten in 2de, unless the class prepares a diploma: its weeks are counted over the whole
    course (R-PF-1). Below 4e there is no placement.
    """
    if ends_on < starts_on:
        return [Violation("R-PL-1", "Le dernier jour précède le premier.", "ends_on")]
    if ends_on - starts_on > LONGEST_WINDOW:
        return [Violation("R-PL-1", "La période dépasse une année scolaire.", "ends_on")]
    if Level(level).order < Level.QUATRIEME.order:
        return [Violation("R-PL-1", "Les stages commencent en classe de 4e.", "level")]
    ends = _closed_ends(starts_on, ends_on, calendar)
    if is_vocational:
        return ends
    return ends + _too_short(Level(level), starts_on, ends_on, calendar)


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


def kind_of_diploma(diploma_kind):
    """R-PF-6: what a class that prepares such a diploma does; None without a diploma."""
    if not diploma_kind:
        return None
    if diploma_kind in (DiplomaKind.CAP, DiplomaKind.BAC_PRO):
        return PlacementKind.PFMP
    return PlacementKind.TECHNOLOGICAL


def kinds_of(special_kind="", diploma_kind=""):
    """The kinds of placements that a class may do, the usual one first (R-PL-9, R-PF-6)."""
    vocational = kind_of_diploma(diploma_kind)
    if vocational:
        return [vocational]
    if special_kind in INITIATED:
        return [PlacementKind.INITIATION, PlacementKind.OBSERVATION]
    return [PlacementKind.OBSERVATION]


def check_level(kind, level, special_kind="", diploma_kind=""):
    """R-PL-1: from 4e on; R-PL-9: the initiation placement is for SEGPA and prépa-métiers;
    R-PF-1, R-PF-6: PFMP and technological placements are those of the class's diploma."""
    level, kind = Level(level), PlacementKind(kind)
    if kind.is_vocational:
        return _check_diploma(kind, diploma_kind)
    if level.order < Level.QUATRIEME.order:
        return [Violation("R-PL-1", "Les stages commencent en classe de 4e.", "kind")]
    initiation = kind == PlacementKind.INITIATION
    if initiation and special_kind not in INITIATED:
        text = "Le stage d’initiation ou d’application est celui des SEGPA et prépa-métiers."
        return [Violation("R-PL-9", text, "kind")]
    return []


def _check_diploma(kind, diploma_kind):
    if not diploma_kind:
        text = "Indiquez d’abord le diplôme que prépare la classe."
        return [Violation("R-PF-1", text, "kind")]
    if kind != kind_of_diploma(diploma_kind):
        text = f"Ce n’est pas le stage d’une classe de {DiplomaKind(diploma_kind).label}."
        return [Violation("R-PF-6", text, "kind")]
    return []


def check_ends(first, last, calendar):
    """R-ID-9: a placement whose hours are not known begins and ends on a day of presence."""
    if last < first:
        return [Violation("R-PL-1", "Le dernier jour précède le premier.", "ends_on")]
    return _closed_ends(first, last, calendar)


def check_length(kind, level, count):
    """R-PL-1: five days in 4e and 3e, ten in 2de (or five at each of two hosts): other
    counts are a warning, since a placement may be done in two parts."""
    wanted = OBSERVATION_DAYS.get(Level(level))
    if kind != PlacementKind.OBSERVATION or wanted is None or not count:
        return []
    usual = {wanted, 5} if level == Level.SECONDE else {wanted}
    if count in usual:
        return []
    text = f"En {Level(level).label}, le stage compte {wanted} jours : celui-ci en compte {count}."
    return [Violation("R-PL-1", text, "ends_on", blocking=False)]


def check_window(first, last, windows):
    """R-PL-1: inside one of the school's periods [(first, last)…], when it has set some."""
    windows = list(windows)
    if not windows or any(start <= first and last <= end for start, end in windows):
        return []
    text = "Ces dates sortent des périodes de stage fixées par l’établissement."
    return [Violation("R-PL-1", text, "starts_on", blocking=False)]


def overlapping(first, last):
    """R-PL-7: the violation of a placement that meets another one of the same pupil."""
    text = f"Cet élève a déjà un stage du {first:%d/%m/%Y} au {last:%d/%m/%Y}."
    return Violation("R-PL-7", text, "starts_on")
