"""Who gets which track (issue: priorities, distance, capacity, fairness), without a database."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.violations import Refused
from placements.allocation import allocate
from placements.allocation_values import Problem, Seeker, Wish, shares, worth
from placements.solving import solve


def problem(places, *wishes, schools=None, priorities=None):
    """Wishes as (seeker, track, rank, km)."""
    keys = sorted({wish[0] for wish in wishes})
    seekers = [
        Seeker(key, (schools or {}).get(key, 1), (priorities or {}).get(key, 0)) for key in keys
    ]
    return Problem(places, seekers, [Wish(*wish) for wish in wishes])


def test_each_has_the_first_wish_when_there_is_room():
    found = allocate(problem({1: 1, 2: 1}, (1, 1, 1), (1, 2, 2), (2, 1, 2), (2, 2, 1)))
    assert found.tracks == {1: 1, 2: 2} and found.gap == 0


def test_a_pupil_more_is_worth_more_than_a_wish():
    """Pupil 2 wants track 1 only: pupil 1 takes the second wish."""
    found = allocate(problem({1: 1, 2: 1}, (1, 1, 1), (1, 2, 2), (2, 1, 1)))
    assert found.tracks == {1: 2, 2: 1}


def test_who_has_priority_comes_first_then_who_lives_near():
    near_far = [(1, 1, 1, 80), (2, 1, 1, 5)]
    assert allocate(problem({1: 1}, *near_far)).tracks == {2: 1}
    assert allocate(problem({1: 1}, *near_far, priorities={1: 1})).tracks == {1: 1}


def test_a_school_keeps_to_its_share_as_long_as_others_wait():
    """Eight pupils of a near school and two of a far one for five places: one for the far one."""
    wishes = [(key, 1, 1, 5) for key in range(1, 9)] + [(9, 1, 1, 60), (10, 1, 1, 60)]
    schools = dict.fromkeys(range(1, 9), 1) | {9: 2, 10: 2}
    given_to = allocate(problem({1: 5}, *wishes, schools=schools)).tracks
    assert Counter(schools[key] for key in given_to) == {1: 4, 2: 1}
    assert shares(problem({1: 5}, *wishes, schools=schools)) == {1: 4, 2: 1}


def test_what_is_kept_stays_whatever_it_costs():
    kept = Wish(2, 1, 9, 100, kept=True)
    given_to = allocate(Problem({1: 1}, [Seeker(1, 1, 3), Seeker(2, 1)], [Wish(1, 1), kept]))
    assert given_to.tracks == {2: 1}
    with pytest.raises(ValueError, match="does not fit"):
        allocate(Problem({1: 0}, [Seeker(2, 1)], [kept]))


def test_nobody_asks_nobody_gets():
    assert allocate(Problem({1: 3}, [], [])).tracks == {}
    assert allocate(Problem({}, [Seeker(1, 1)], [Wish(1, 1)])).tracks == {}


@st.composite
def problems(draw):
    places = draw(st.dictionaries(st.integers(1, 4), st.integers(0, 4), min_size=1))
    seekers = [
        Seeker(key, draw(st.integers(1, 3)), draw(st.integers(0, 2)))
        for key in range(draw(st.integers(1, 12)))
    ]
    wishes, room = [], dict(places)
    for seeker in seekers:
        wanted = draw(st.lists(st.sampled_from(sorted(places)), unique=True))
        for rank, track in enumerate(wanted, 1):
            kept = rank == 1 and room[track] > 0 and draw(st.booleans())
            room[track] -= kept
            km = draw(st.none() | st.integers(0, 300))
            wishes.append(Wish(seeker.key, track, rank, km, kept))
    return Problem(places, seekers, wishes)


@settings(max_examples=60, deadline=None)
@given(problems())
def test_never_above_capacity_no_pupil_twice_what_is_kept_is_kept(one):
    found = allocate(one)
    taken = Counter(found.tracks.values())
    assert all(count <= one.places[track] for track, count in taken.items())
    wished = {(wish.seeker, wish.track) for wish in one.wishes}
    assert set(found.tracks.items()) <= wished
    for wish in one.wishes:
        if wish.kept:
            assert found.tracks[wish.seeker] == wish.track
    assert allocate(one).tracks == found.tracks
    _assert_no_seat_is_left_that_somebody_wants(one, found, taken)


def _assert_no_seat_is_left_that_somebody_wants(one, found, taken):
    for wish in one.wishes:
        if wish.seeker not in found.tracks:
            assert taken[wish.track] == one.places[wish.track]


def test_a_later_wish_never_costs_a_place():
    """Every term but the seat itself stays below it."""
    far = worth(Seeker(1, 1), Wish(1, 1, 9, 300))
    assert far > 0 and worth(Seeker(1, 1), Wish(1, 1)) > far


def test_the_process_of_the_solver_answers_the_same():
    one = problem({1: 1, 2: 1}, (1, 1, 1, 3), (1, 2, 2), (2, 1, 2), (2, 2, 1))
    found = solve(one)
    assert (found.tracks, found.gap) == ({1: 1, 2: 2}, 0)
    impossible = Problem({1: 0}, [Seeker(2, 1)], [Wish(2, 1, kept=True)])
    with pytest.raises(Refused, match="Affectez à la main"):
        solve(impossible)
