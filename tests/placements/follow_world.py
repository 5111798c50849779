"""A signed placement of Léa Martin, Monday to Friday, with who follows it and its host."""

import datetime as dt

import time_machine
from django.utils import timezone

from placements.enums import PlacementState
from placements.models import Stay
from tests.placements.agreement_world import FRIDAY, MONDAY, WEEK, make_agreement_world

TUESDAY, WEDNESDAY = MONDAY + dt.timedelta(days=1), MONDAY + dt.timedelta(days=2)


def followed(state=PlacementState.SIGNED, **options):
    """The world of an agreement, its placement in this state, its hours known."""
    world = make_agreement_world(**options)
    world.placement.state = state
    world.placement.save()
    table = [[list(span) for span in ranges] for ranges in WEEK.days]
    Stay.objects.filter(placement=world.placement).update(
        table=table,
        tutor_name="Dounia Faure",
        tutor_email="dounia@meca.test",
        tutor_phone="05 61 00 00 01",
    )
    return world


def on(day, hour=10):
    """The clock stands at this hour of the day, in Paris."""
    return time_machine.travel(
        dt.datetime.combine(day, dt.time(hour), timezone.get_default_timezone()), tick=False
    )


__all__ = ["FRIDAY", "MONDAY", "TUESDAY", "WEDNESDAY", "followed", "on"]
