"""Marks under real concurrency (R-EV-1): one version wins, and no save passes the lock."""

import uuid
from functools import partial

import pytest

from directory.violations import Refused
from events.models import Score, ScoreSheet, SheetHistory
from events.workflow import editions, scores
from tests.concurrency.threads import together
from tests.events.cup_world import make_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def saver(world, actor, value, key=None):
    entry = scores.Entry(str(world.criteria[0].pk), str(value), 0, key)
    return partial(scores.save, actor, world.jurors["ana"], world.teams[0], [entry])


def test_one_of_many_screens_wins_and_the_others_are_told():
    world = make_world(teams=1)
    actor = world.actor("ana")
    found = together([saver(world, actor, value) for value in range(1, 9)])
    saved = [one for (one,) in found]
    winners = [one for one in saved if not one.is_stale]
    assert len(winners) == 1 and ScoreSheet.objects.count() == 1
    assert {(one.value, one.version) for one in saved} == {(winners[0].value, 1)}
    assert SheetHistory.objects.count() == 1


def test_the_same_save_received_many_times_at_once_is_one():
    world = make_world(teams=1)
    actor, key = world.actor("ana"), uuid.uuid4()
    found = together([saver(world, actor, 12, key) for _ in range(6)])
    assert {(one.value, one.version, one.is_stale) for (one,) in found} == {("12.0", 1, False)}
    assert SheetHistory.objects.count() == 1


def test_a_save_is_before_the_lock_or_refused():
    world = make_world(teams=1)
    actor = world.actor("ana")
    lock = partial(editions.act, world.organiser, world.edition, "deliberate")
    found = together([*(saver(world, actor, value) for value in range(1, 5)), lock])
    faults = [one for one in found if isinstance(one, Exception)]
    assert all(isinstance(one, Refused) for one in faults)
    assert Score.objects.count() == (len(faults) < 4)
