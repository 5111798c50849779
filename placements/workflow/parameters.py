"""The limits of presence of observation that apply, and their next version (R-PL-3)."""

from placements.enums import SoftLimit
from placements.models import PresenceLimits
from placements.models.parameters import NUMBERS
from placements.rules.presence import OBSERVATION, span
from placements.workflow.limits import Sort


def _shown(name, value):
    return str(value) if name == "young" else span(value)


PRESENCE = Sort(PresenceLimits, OBSERVATION, NUMBERS, _shown, SoftLimit, "limites de présence")
limits_of = PRESENCE.of
kept = PRESENCE.kept
first_version = PRESENCE.first_version
publish = PRESENCE.publish
