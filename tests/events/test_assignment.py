"""Jurors drawn into panels, from a seed that anybody may draw again."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from events.assignment import assign
from events.enums.cup import College

SIDES = list(College)


@st.composite
def juries(draw):
    colleges = {f"j{n}": draw(st.sampled_from(SIDES)) for n in range(draw(st.integers(4, 24)))}
    panels = [f"p{n}" for n in range(draw(st.integers(1, 4)))]
    return colleges, panels, draw(st.text(max_size=8))


@given(juries())
def test_colleges_are_balanced_and_the_seed_tells_all(jury):
    colleges, panels, seed = jury
    seats, bridges = assign(colleges, panels, set(), seed)
    assert assign(dict(colleges), list(panels), set(), seed) == (seats, bridges)
    for college in SIDES:
        counts = Counter(seats[juror] for juror in colleges if colleges[juror] == college)
        most, least = max(counts.values(), default=0), min((counts[p] for p in panels), default=0)
        assert most - least <= 1
    assert all(seats[juror] != panel for juror, panel in bridges.items())


@given(juries())
def test_panels_follow_one_another_by_a_juror(jury):
    colleges, panels, seed = jury
    seats, bridges = assign(colleges, panels, set(), seed)
    linked = {(seats[juror], panel) for juror, panel in bridges.items()}
    filled = set(seats.values())
    wanted = {pair for pair in zip(panels, panels[1:], strict=False) if pair[0] in filled}
    assert linked == wanted


def test_a_conflict_keeps_a_juror_out_of_a_panel():
    colleges = {f"j{n}": SIDES[n % 2] for n in range(8)}
    for seed in range(20):
        seats, bridges = assign(colleges, ["a", "b"], {("j0", "a"), ("j1", "b")}, str(seed))
        assert seats["j0"] == "b" and seats["j1"] == "a"
        assert ("j0" not in bridges) and bridges.get("j1") != "b"
