import subprocess
import sys

import pytest

from benchmarks.harness import alternate, machine_factor, measure, percentile, ratio


def test_a_ratio_holds_on_its_side_of_the_goal():
    assert ratio("pages", 2.9, at_most=3).holds
    assert not ratio("pages", 3.1, at_most=3).holds
    assert ratio("bookings", 0.31, at_least=0.3).holds
    assert not ratio("bookings", 0.29, at_least=0.3).holds


def test_a_ratio_without_a_goal_is_a_mistake():
    with pytest.raises(ValueError, match="one goal"):
        ratio("pages", 1)


def test_a_row_keeps_the_format_of_the_file():
    row = ratio("pages", 1.23456, at_most=3, detail="60 rows").as_json()

    assert row == {
        "name": "pages",
        "kind": "ratio",
        "value": 1.2346,
        "unit": "×",
        "goal": "≤ 3",
        "holds": True,
        "detail": "60 rows",
    }


def test_two_functions_are_timed_in_turn():
    calls = []

    first, second = alternate(lambda: calls.append("a"), lambda: calls.append("b"), repeat=3)

    assert calls == ["a", "b"] * 4
    assert len(first) == len(second) == 3


def test_percentiles_and_the_fixed_loop():
    assert percentile(list(range(101)), 95) == 95
    assert machine_factor() > 1


def test_a_process_is_measured_alone():
    small = measure([sys.executable, "-c", "print('done')"])
    large = measure([sys.executable, "-c", "x = b'x' * 2**26"])

    assert small[2] == b"done\n"
    assert 50 < large[1] - small[1] < 100


def test_a_process_that_fails_is_no_figure():
    with pytest.raises(subprocess.CalledProcessError):
        measure([sys.executable, "-c", "raise SystemExit(3)"])
