"""The engine against tables computed by hand, properties, and an implementation of its own."""

import random
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.enums.cup import College, Method, TieRule
from events.ranking import Contest, Criterion, Rules, Sheet, estimate, rank, shown, total

ECO, EDU = College.ECONOMIC, College.EDUCATIONAL
ORAL = Criterion("oral", Decimal(3), Decimal(20))
POSTER = Criterion("poster", Decimal(1), Decimal(10))
ONE = Criterion("one", Decimal(1), Decimal(100))


def contest(table, *, colleges=None, criteria=(ONE,), **more):
    """`table`: {juror: {team: mark, or marks in the order of the criteria}}."""
    sheets = [
        Sheet(juror, team, _marks(criteria, marks))
        for juror, row in table.items()
        for team, marks in row.items()
    ]
    sides = colleges or {juror: (ECO, EDU)[n % 2] for n, juror in enumerate(table)}
    teams = dict.fromkeys(sheet.team for sheet in sheets)
    return Contest(criteria, list(teams), sides, sheets, **more)


def _marks(criteria, marks):
    values = marks if isinstance(marks, tuple) else (marks,)
    return {one.key: Decimal(str(value)) for one, value in zip(criteria, values, strict=True)}


def places(ranking):
    return {line.team: line.rank for line in ranking.lines}


def test_total_by_hand():
    # 3 × 15 + 1 × 7 = 52 of 3 × 20 + 10 = 70.
    marks = {"oral": Decimal(15), "poster": Decimal(7)}
    assert total((ORAL, POSTER), marks) == Fraction(5200, 70)
    assert shown(Fraction(5200, 70)) == Decimal("74.29")
    assert shown(Fraction(1, 200)) == Decimal("0.01")


def test_a_mark_that_is_missing_is_no_zero():
    with pytest.raises(KeyError):
        total((ORAL, POSTER), {"oral": Decimal(15)})
    with pytest.raises(ValueError):
        total((), {})


def test_complete_panel_is_the_mean():
    table = {"a": {"x": 80, "y": 60}, "b": {"x": 70, "y": 71}, "c": {"x": 60, "y": 70}}
    found = rank(contest(table))
    assert [(line.team, line.rank, line.score) for line in found.lines] == [
        ("x", 1, 70),
        ("y", 2, 67),
    ]
    assert found.is_complete and found.is_linked


def test_missing_sheet_does_not_punish_who_met_the_severe_juror():
    # By hand: b marks 20 below a on x and y. z met b only: worth 50 + 10 = 60; with a plain
    # mean it would be last, behind y (55).
    table = {"a": {"x": 80, "y": 65}, "b": {"x": 60, "y": 45, "z": 50}}
    found = estimate({(j, t): Fraction(v) for j, row in table.items() for t, v in row.items()})
    assert found.worth == {"x": 70, "y": 55, "z": 60}
    assert found.severity == {"a": 10, "b": -10}
    assert not found.is_complete and found.groups == 1


def test_panels_that_share_nobody_are_said_so():
    table = {"a": {"x": 80}, "b": {"x": 60}, "c": {"y": 70}, "d": {"y": 50}}
    found = rank(contest(table))
    assert not found.is_linked
    assert places(found) == {"x": 1, "y": 2}


def test_trimmed_mean_from_five_jurors():
    marks = {"a": 0, "b": 50, "c": 60, "d": 70, "e": 100}
    rules = Rules(method=Method.TRIMMED)
    assert rank(contest({j: {"x": m} for j, m in marks.items()}, rules=rules)).lines[0].score == 60
    four = {j: {"x": m} for j, m in list(marks.items())[:4]}
    assert rank(contest(four, rules=rules)).lines[0].score == 45


def test_quorum_needs_both_colleges():
    table = {"a": {"x": 90, "y": 50}, "b": {"x": 90, "y": 50}, "c": {"y": 50}}
    found = rank(contest(table, colleges={"a": ECO, "b": ECO, "c": EDU}))
    assert places(found) == {"y": 1, "x": None}
    assert found.lines[-1].sheets == 2
    short = rank(contest(table, rules=Rules(quorum=4)))
    assert set(places(short).values()) == {None}


def test_teams_without_a_sheet_have_no_rank():
    bare = Contest((ONE,), ["x", "y"], {}, [])
    assert places(rank(bare)) == {"x": None, "y": None}


# Each case: what parts x and y, which have the same score.
CHAIN = {
    # Same totals; the first criterion weighs as much as the second, x is better at the first.
    TieRule.CRITERIA: {"a": {"x": (12, 8), "y": (8, 12)}, "b": {"x": (10, 10), "y": (10, 10)}},
    # Criteria are even; two jurors of three put x first, the third puts y far ahead.
    TieRule.PAIRWISE: {
        "a": {"x": (11, 10), "y": (10, 10)},
        "b": {"x": (11, 10), "y": (10, 10)},
        "c": {"x": (10, 10), "y": (12, 10)},
    },
}


@pytest.mark.parametrize("rule", list(CHAIN))
def test_ties_follow_the_chain(rule):
    criteria = tuple(Criterion(name, Decimal(1), Decimal(20)) for name in ("first", "second"))
    found = rank(contest(CHAIN[rule], criteria=criteria))
    assert [(line.team, line.rank, line.settled_by) for line in found.lines] == [
        ("x", 1, rule),
        ("y", 2, rule),
    ]


def test_colleges_weigh_the_same():
    # Means are both 60; economic 50 and 50 / 80: (50 + 80) / 2 = 65, against (70 + 40) / 2.
    table = {"a": {"x": 50, "y": 70}, "b": {"x": 50, "y": 70}, "c": {"x": 80, "y": 40}}
    sides = {"a": ECO, "b": ECO, "c": EDU}
    rules = Rules(chain=(TieRule.COLLEGES,))
    found = rank(contest(table, colleges=sides, rules=rules))
    assert places(found) == {"x": 1, "y": 2}
    assert found.lines[0].settled_by == TieRule.COLLEGES


def test_president_decides_of_these_teams_and_no_others():
    table = {"a": {"x": 60, "y": 60, "z": 10}, "b": {"x": 60, "y": 60, "z": 10}}
    assert places(rank(contest(table))) == {"x": 1, "y": 1, "z": 3}
    assert rank(contest(table)).tied() == [{"x", "y"}]
    decided = rank(contest(table, decisions=[("y", "x")]))
    assert places(decided) == {"y": 1, "x": 2, "z": 3}
    assert decided.lines[0].settled_by == TieRule.PRESIDENT
    assert places(rank(contest(table, decisions=[("z", "y", "x")]))) == {"x": 1, "y": 1, "z": 3}


MARKS = st.integers(min_value=0, max_value=40).map(lambda half: Decimal(half) / 2)


@st.composite
def tables(draw, full=False):
    """Marks of two criteria for a few teams and jurors, with holes; team t0 met everybody, so
    that all are linked."""
    jurors = [f"j{n}" for n in range(draw(st.integers(2, 5)))]
    teams = [f"t{n}" for n in range(draw(st.integers(2, 6)))]
    table: dict = {juror: {} for juror in jurors}
    for team in teams:
        for juror in jurors:
            if full or team == "t0" or draw(st.integers(0, 4)):
                table[juror][team] = (draw(MARKS), draw(MARKS) / 2)
    return table


@given(tables(), st.randoms(use_true_random=False))
def test_order_of_jurors_and_teams_changes_nothing(table, chance):
    criteria = (ORAL, POSTER)
    first = rank(contest(table, criteria=criteria))
    sheets = contest(table, criteria=criteria)
    shuffled = [chance.sample(list(rows), len(rows)) for rows in (sheets.sheets, sheets.teams)]
    other = rank(Contest(criteria, shuffled[1], sheets.colleges, shuffled[0]))
    assert {line.team: line for line in first.lines} == {line.team: line for line in other.lines}


@given(tables(), st.integers(-10, 10))
def test_names_change_nothing(table, seed):
    """Other keys in another order: the same places."""
    teams = sorted({team for row in table.values() for team in row})
    names = [f"n{n}" for n in range(len(teams))]
    random.Random(seed).shuffle(names)
    as_named = dict(zip(teams, names, strict=True))
    renamed = {j: {as_named[t]: m for t, m in row.items()} for j, row in table.items()}
    first = places(rank(contest(table, criteria=(ORAL, POSTER))))
    second = places(rank(contest(renamed, criteria=(ORAL, POSTER))))
    assert second == {as_named[team]: place for team, place in first.items()}


@given(tables(), st.integers(-20, 20))
def test_a_generous_juror_changes_no_rank(table, constant):
    raised = {j: dict(row) for j, row in table.items()}
    plain = {
        juror: {team: total((ORAL, POSTER), _marks((ORAL, POSTER), marks))
                for team, marks in row.items()}
        for juror, row in raised.items()
    }  # fmt: skip
    before = _order_of(plain)
    plain["j0"] = {team: value + constant for team, value in plain["j0"].items()}
    assert _order_of(plain) == before


def _order_of(plain):
    worth = estimate({(j, t): v for j, row in plain.items() for t, v in row.items()}).worth
    return {(a, b) for a in worth for b in worth if worth[a] > worth[b]}


@given(tables())
def test_the_same_as_least_squares_by_numpy(table):
    """An implementation of its own: all effects at once, in floating point."""
    values = {
        (juror, team): total((ORAL, POSTER), _marks((ORAL, POSTER), marks))
        for juror, row in table.items()
        for team, marks in row.items()
    }
    jurors, teams = sorted({j for j, _ in values}), sorted({t for _, t in values})
    design = np.zeros((len(values) + 1, len(jurors) + len(teams)))
    wanted = np.zeros(len(values) + 1)
    for line, ((juror, team), value) in enumerate(values.items()):
        design[line, teams.index(team)] = 1
        design[line, len(teams) + jurors.index(juror)] = 1
        wanted[line] = float(value)
    design[-1, len(teams) :] = 1  # the jurors are centred
    solved = np.linalg.lstsq(design, wanted, rcond=None)[0]
    found = estimate(values)
    assert [float(found.worth[team]) for team in teams] == pytest.approx(solved[: len(teams)])


@given(tables(full=True))
def test_a_complete_panel_is_always_the_mean(table):
    values = {
        (j, t): total((ORAL, POSTER), _marks((ORAL, POSTER), m))
        for j, row in table.items()
        for t, m in row.items()
    }
    found = estimate(values)
    assert found.is_complete
    for team, worth in found.worth.items():
        marks = [value for (_, other), value in values.items() if other == team]
        assert worth == sum(marks) / len(marks)
