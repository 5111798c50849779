"""The contest in the figures of the year: finals whose result is published, no others."""

import datetime as dt

import pytest

from events.enums.cup import EditionState, TeamState
from events.models import Edition, Team
from reports.dimensions import SECTOR
from reports.report import Report
from reports.territories import ALL, Territory
from tests.events.cup_world import make_world
from tests.reports.world import TODAY

pytestmark = pytest.mark.django_db


def figures():
    found = Report(2026, Territory(ALL, "Partout"), today=TODAY)
    codes = ("cup_finals", "cup_teams", "cup_pupils", "cup_girls", "cup_boys")
    return [found.figure(code).now for code in codes], found


def test_finals_teams_and_pupils_once_the_result_is_published():
    world = make_world(teams=3)
    Team.objects.filter(pk=world.teams[0].pk).update(boys=10, unspecified=1)
    Team.objects.filter(pk=world.teams[2].pk).update(
        state=TeamState.WITHDRAWN, state_reason="Grève"
    )
    assert figures()[0] == [0, 0, 0, 0, 0]
    at = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    Edition.objects.update(state=EditionState.PUBLISHED, published_at=at)
    values, found = figures()
    assert values == [1, 2, 35, 24, 10]
    assert found.keys(SECTOR, found.indicators()[0].theme)
