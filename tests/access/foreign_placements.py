"""Rows of placements of another tenant (`tests.access.foreign`)."""

from placements.models import Agreement, HostPart
from tests.placements.agreement_world import SAID, make_agreement_world


def agreement(marker):
    world = make_agreement_world()
    return world.prepare(objectives=marker, evaluation=marker, transport=marker)


def part(marker):
    world = make_agreement_world()
    world.prepare()
    texts = [name for name, value in SAID.items() if isinstance(value, str)]
    return world.fill(**{name: marker for name in texts if not name.endswith(("email", "phone"))})


MAKERS = {Agreement: agreement, HostPart: part}
