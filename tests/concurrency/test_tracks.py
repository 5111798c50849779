"""The seats of a discovery track, with real parallel connections (R-PL-7, R-PL-8)."""

import datetime as dt
import random
from functools import partial

import pytest

from directory.violations import Refused
from placements.enums import CancelReason, Source
from placements.enums.tracks import CandidateState as C
from placements.models import DiscoveryTrack, Placement, TrackCandidate
from placements.workflow import placements, track_candidates, track_publication
from tests.concurrency.threads import together
from tests.placements.factories import PupilFactory
from tests.placements.track_world import make_track_world, publish_whole

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]
# Later than the day of the run, whatever it is: nobody's clock is moved in the threads.
MONDAY = dt.date(2027, 11, 15)
SEATS, ASKED = 5, 16


@pytest.fixture
def track():
    world = make_track_world(start_year=2027)
    today = dt.date.today()
    dates = {"opens_on": today - dt.timedelta(days=1), "closes_on": today + dt.timedelta(days=1)}
    made = world.track(capacity=SEATS, monday=MONDAY, **dates)
    made.world = world
    return made


def test_schools_that_propose_at_once_get_numbers_of_their_own(track):
    world = track.world
    works = [
        partial(
            track_candidates.propose,
            world.head(group),
            track,
            {PupilFactory(class_group=group): 1},
        )
        for group in (world.near, world.far)
        for _ in range(6)
    ]
    assert together(works) == [1] * 12
    numbers = track.candidates.values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, 13))


def test_no_seat_is_given_twice(track):
    """Sixteen decisions at once for five seats; then withdrawals and cancellations at once."""
    world = track.world
    rows = world.propose(track, world.near, ASKED)
    world.close(track)
    works = [partial(track_candidates.decide, world.officer, row, "keep") for row in rows]
    results = together(works)
    assert sum(isinstance(one, Refused) for one in results) == ASKED - SEATS
    assert not [one for one in results if isinstance(one, Exception) and type(one) is not Refused]
    track.refresh_from_db()
    assert track.seats_taken == SEATS == track.candidates.filter(state=C.RETAINED).count()
    _leave_at_once(track, world)


def test_ticks_that_meet_make_each_placement_once(track, monkeypatch):
    """Two workers, the request and an impatient head at the same publication."""
    monkeypatch.setattr(track_publication, "AT_ONCE", 2)
    world = track.world
    rows = world.propose(track, world.near, SEATS)
    world.close(track)
    for row in rows:
        track_candidates.decide(world.officer, row, "keep")
    track_publication.publish(world.officer, track)
    works = [partial(_work_off, track.pk) for _ in range(3)]
    works.append(partial(track_candidates.withdraw, world.head(world.near), rows[-1]))
    assert not [one for one in together(works) if isinstance(one, Exception)]
    track.refresh_from_db()
    assert (track.state, track.seats_taken) == ("published", SEATS - 1)
    assert Placement.objects.held().filter(source=Source.TRACK).count() == SEATS - 1
    ended = track_publication.call_off(world.officer, track, "Grève")
    assert not [one for one in together([partial(_work_off, ended.pk)] * 3) if one]
    ended.refresh_from_db()
    assert ended.seats_taken == 0 and not Placement.objects.held().exists()


def _work_off(key):
    row = DiscoveryTrack.objects.get(pk=key)
    while track_publication.advance(row):
        pass


def _leave_at_once(track, world):
    publish_whole(world.officer, track)
    head = world.head(world.near)
    placed = list(track.candidates.filter(state=C.PLACED).select_related("placement"))
    waiting = list(track.candidates.waiting())[:3]
    works = [partial(track_candidates.withdraw, head, row) for row in (*placed[:2], *waiting)]
    works += [
        partial(placements.cancel, head, row.placement, CancelReason.PUPIL) for row in placed[2:]
    ]
    random.Random(4).shuffle(works)
    results = together(works)
    assert [one for one in results if isinstance(one, Exception)] == []
    track.refresh_from_db()
    seated = TrackCandidate.objects.filter(track=track, state=C.PLACED)
    assert track.seats_taken == seated.count() == SEATS
    assert Placement.objects.held().filter(source=Source.TRACK).count() == SEATS
    assert sorted(seated.values_list("slot", flat=True)) == list(range(SEATS))
