"""The running order, pure: hours, conflicts in words, what a version changes (R-EV-2)."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import settings as profile
from hypothesis import strategies as st

from directory.french import unbroken
from events.order_solver import propose
from events.order_values import Entrant, Hours, Kept, OrderProblem, drawn
from events.rules.order import Day, Passage, conflicts, differences, later

ALL_DAY = Hours(540, 720, 15, 5)
DAY = Day(dt.time(9), dt.time(17), (("Déjeuner", dt.time(12), dt.time(13)),), (("Zoé", 1, 2),))

H = "\u00a0h\u00a0"


def at(hour, minute=0):
    return dt.time(hour, minute)


NINE, QUARTER_PAST = at(9), at(9, 15)


def passage(team=1, panel=1, start=NINE, end=QUARTER_PAST, **more):
    words = {"panel_label": f"Jury {panel}", "room": f"Salle {panel}"}
    return Passage(team, f"Équipe {team}", panel, **words | more, start=start, end=end)


def said(*passages):
    return [(one.message, one.blocking) for one in conflicts(passages, DAY)]


def test_hours_leave_the_breaks_free():
    hours = Hours(540, 660, 15, 5, ((570, 600),))
    assert hours.starts() == [540, 600, 620, 640]
    assert Hours(540, 550, 15).starts() == []
    # A pause that ends after the day, and two that overlap.
    assert Hours(540, 660, 15, 0, ((555, 600), (590, 700))).starts() == [540]


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (Passage(1, "Équipe 1"), "Équipe 1 n’a pas d’heure de passage."),
        (passage(start=at(8), end=at(8, 15)), "hors des horaires"),
        (passage(start=at(16, 50), end=at(17, 5)), "hors des horaires"),
        (
            passage(arrives=at(9, 30)),
            f"Équipe 1 passe à 9{H}00 et n’arrive qu’à 9{H}30.",
        ),
        (passage(leaves=at(9, 10)), f"Équipe 1 passe à 9{H}00 et repart à 9{H}10."),
        (passage(start=at(11, 50), end=at(12, 5)), "pendant la pause « Déjeuner »"),
    ],
)
def test_a_team_alone(one, words):
    ((text, blocking),) = said(one)
    assert unbroken(words) in text and blocking


def test_what_may_be_is_no_conflict():
    close = passage(2, start=at(9, 15), end=at(9, 30))
    noon = passage(3, start=at(11, 45), end=at(12), arrives=at(11, 45), leaves=at(12))
    assert said(passage(), close, noon) == []


def test_two_teams_at_once():
    assert "passent ensemble devant Jury 1" in said(passage(), passage(2))[0][0]
    room = [passage(), passage(2, panel=3, room="salle 1")]
    assert said(*room) == [
        (f"Salle 1\N{NO-BREAK SPACE}: Équipe 1 et Équipe 2 y passent ensemble à 9{H}00.", True)
    ]


def test_a_juror_of_two_panels_is_told_not_forbidden():
    ((text, blocking),) = said(passage(), passage(2, panel=2))
    assert text.startswith("Zoé est juré des deux jurys") and not blocking
    assert said(passage(), passage(2, panel=3)) == []


def test_what_changes_between_two_versions():
    line = {"team": 1, "label": "3e A", "panel": "A", "room": "", "at": "09:00", "until": "09:15"}
    moved, other = line | {"at": "10:05", "room": "Salle 2"}, line | {"team": 2, "label": "3e B"}
    assert differences([], [line])[0].before == ""
    assert differences([line], [line | {"title": "Neuf", "until": "09:20"}]) == []
    change, gone = differences([line, other], [moved])
    assert (change.before, change.after) == ("9\u00a0h\u00a000, A", "10\u00a0h\u00a005, A, Salle 2")
    assert (gone.label, gone.after) == ("3e B", "retirée")


def test_a_passage_ends_the_same_day():
    assert later(at(9), dt.timedelta(minutes=15)) == at(9, 15)
    assert later(at(23, 50), dt.timedelta(minutes=15)) is None


# --- The solver ---------------------------------------------------------------------------------


def entrants(count, panels=(1,), **more):
    values = {"arrives": 0, "leaves": 1440, "panels": panels} | more
    return [Entrant(key, **values) for key in range(count)]


def problem(teams, hours=ALL_DAY, kept=(), apart=(), shared=(), seed="7"):
    return OrderProblem(hours, teams, list(kept), list(apart), list(shared), seed)


def test_nothing_forbids_it_so_the_draw_is_the_order():
    found = propose(problem(entrants(6)), 5).passages
    by_hour = sorted(found, key=lambda team: found[team][1])
    assert by_hour == drawn(range(6), "7")
    assert [found[team][1] for team in by_hour] == [540, 560, 580, 600, 620, 640]


def test_another_seed_draws_another_order_and_the_same_one_the_same():
    orders = [propose(problem(entrants(6), seed=seed), 5).passages for seed in ("7", "7", "8")]
    assert orders[0] == orders[1] != orders[2]


def test_a_late_team_waits_for_its_arrival_the_others_keep_their_order():
    first = drawn(range(4), "7")[0]
    rows = [Entrant(one.key, 600, 1440, (1,)) if one.key == first else one for one in entrants(4)]
    found = propose(problem(rows), 5).passages
    assert found[first][1] >= 600
    others = sorted((team for team in found if team != first), key=lambda team: found[team][1])
    assert others == [team for team in drawn(range(4), "7") if team != first]


def test_who_fits_nowhere_is_left_out():
    rows = [Entrant(0, 700, 705, (1,)), *entrants(3)[1:]]
    assert sorted(propose(problem(rows), 5).passages) == [1, 2]


def test_a_juror_of_two_panels_is_never_torn_while_there_is_time():
    found = propose(problem(entrants(8, (1, 2)), shared=[(1, 2)]), 5).passages
    hours = [start for _, start in found.values()]
    assert len(found) == len(set(hours)) == 8
    assert {panel for panel, _ in found.values()} == {1, 2}


def test_without_time_a_juror_is_torn_rather_than_a_team_left_out():
    short = Hours(540, 600, 15, 5)
    assert len(propose(problem(entrants(6, (1, 2)), short, shared=[(1, 2)]), 5).passages) == 6


def test_two_panels_of_one_room_sit_in_turn():
    short = Hours(540, 600, 15, 5)
    found = propose(problem(entrants(6, (1, 2)), short, apart=[(1, 2)]), 5).passages
    assert len(found) == len({start for _, start in found.values()}) == 3


def test_a_panel_that_may_mark_it_is_preferred():
    rows = [Entrant(key, 0, 1440, (1, 2), {key % 2 + 1: 1}) for key in range(6)]
    found = propose(problem(rows), 5).passages
    assert all(found[key][0] == 2 - key % 2 for key in found)


def test_what_is_kept_is_not_moved_nor_met():
    found = propose(problem(entrants(3), kept=[Kept(1, 550, 565)]), 5).passages
    assert [start for _, start in sorted(found.values())] == [580, 600, 620]


@profile(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(500, 700), st.integers(600, 800), st.sets(st.integers(1, 3))),
        max_size=12,
    ),
    st.text(max_size=5),
)
def test_whatever_the_day_the_rules_hold(teams, seed):
    rows = [
        Entrant(key, arrives, leaves, tuple(sorted(panels)))
        for key, (arrives, leaves, panels) in enumerate(teams)
    ]
    hours = Hours(540, 720, 15, 5, ((600, 630),))
    found = propose(problem(rows, hours, apart=[(1, 2)], seed=seed), 5).passages
    for key, (panel, start) in found.items():
        one = rows[key]
        assert panel in one.panels and one.arrives <= start and start + 15 <= one.leaves
        assert not (start < 630 and start + 15 > 600)
    places = list(found.values())
    assert len(places) == len(set(places))
    rooms = [(min(panel, 2) if panel < 3 else 3, start) for panel, start in places]
    ones = [start for panel, start in rooms if panel < 3]
    assert len(ones) == len(set(ones))
