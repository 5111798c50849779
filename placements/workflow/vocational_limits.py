"""The limits of vocational periods that apply, and their next version (R-PF-2, R-PF-5)."""

from placements.enums import PlacementKind
from placements.enums.vocational import PfmpMeasure
from placements.models import PfmpLimits
from placements.models.vocational import NUMBERS
from placements.rules.pfmp import DELIVERED
from placements.rules.presence import span
from placements.workflow import parameters
from placements.workflow.limits import Sort


def _shown(name, value):
    return span(value) if name == "young_day" else str(value)


VOCATIONAL = Sort(PfmpLimits, DELIVERED, NUMBERS, _shown, PfmpMeasure, "limites des PFMP")
limits_of = VOCATIONAL.of
kept = VOCATIONAL.kept
first_version = VOCATIONAL.first_version
publish = VOCATIONAL.publish


def in_force(kind, school_id, day):
    """The version that applies to a kind of placement: these limits, or those of observation
    (`PresenceLimits`); both answer `of(birth date, first day)`."""
    of_kind = limits_of if PlacementKind(kind).is_vocational else parameters.limits_of
    return of_kind(school_id, day)


def keep_on(agreement, limits):
    """The agreement keeps the version that it was checked with; saved by the caller."""
    if isinstance(limits, PfmpLimits):
        agreement.pfmp_limits = kept(limits)
    else:
        agreement.limits = parameters.kept(limits)
