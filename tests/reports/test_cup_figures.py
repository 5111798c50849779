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


CODES = ("cup_finals", "cup_teams", "cup_pupils", "cup_girls", "cup_boys", "cup_unspecified")


def figures():
    found = Report(2026, Territory(ALL, "Partout"), today=TODAY)
    return [found.figure(code).now for code in CODES], found


def publish():
    at = dt.datetime(2026, 11, 24, tzinfo=dt.UTC)
    Edition.objects.update(state=EditionState.PUBLISHED, published_at=at)


def test_finals_teams_and_pupils_once_the_result_is_published():
    world = make_world(teams=3)
    Team.objects.filter(pk=world.teams[0].pk).update(boys=10, unspecified=6)
    Team.objects.filter(pk=world.teams[2].pk).update(
        state=TeamState.WITHDRAWN, state_reason="Grève"
    )
    assert figures()[0] == [0, 0, 0, 0, 0, 0]
    publish()
    values, found = figures()
    assert values == [1, 2, 40, 24, 10, 6]
    assert found.keys(SECTOR, found.indicators()[0].theme)


def test_a_pupil_whose_sex_is_not_told_is_a_small_number_too():
    """Hidden with girls and boys: the number of pupils would tell it."""
    world = make_world(teams=1)
    Team.objects.update(boys=10, unspecified=1)
    publish()
    values, _ = figures()
    assert values == [1, 1, 23, "< 5", "< 5", "< 5"]
    school = world.teams[0].contract.booking.school_id
    mine = Report(2026, Territory("s", "Collège", schools=(school,), reads_all=True), today=TODAY)
    assert [mine.figure(code).now for code in CODES] == [1, 1, 23, 12, 10, 1]
