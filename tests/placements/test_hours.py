"""Hours as people type them, and the lines of the table of a week."""

import pytest

from placements.forms.week import EVERY, initial_of
from placements.hours import day_in_words, in_words, parse_range, table_of
from placements.rules.presence import WeekTable
from tests.placements.weeks import typed


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("9-12", (540, 720)),
        ("8h30 - 12h", (510, 720)),
        ("13:30-17:00", (810, 1020)),
        ("9 h–12 h 30", (540, 750)),
        ("9h à 12h", (540, 720)),
        ("-", None),
        ("repos", None),
    ],
)
def test_what_is_read(text, span):
    assert parse_range(text) == span


@pytest.mark.parametrize("text", ["9", "neuf à midi", "9-25", "9h75-12", "9-12-14", "9,5-12"])
def test_what_is_not(text):
    with pytest.raises(ValueError, match="."):
        parse_range(text)


def test_what_is_shown_may_be_typed_again():
    for span in ((540, 720), (810, 1005)):
        assert parse_range(in_words(span)) == span
    assert day_in_words(((540, 720), (810, 990))) == "9 h–12 h et 13 h 30–16 h 30"


def test_one_line_fills_the_week():
    table = typed(every=("9-12", "13h30-16h30"))
    assert table.days == (((540, 720), (810, 990)),) * 5 + ((), ())
    assert table.minutes == 5 * 360


def test_a_day_that_differs():
    table = typed(every=("9-12", "14-17"), day2=("9-12", ""), day4=("-", "-"), day5=("9-11", ""))
    assert [len(ranges) for ranges in table.days] == [2, 2, 1, 2, 0, 1, 0]


def test_a_table_is_shown_as_it_was_typed():
    whole = (((540, 720), (840, 1020)),)
    table = WeekTable(whole * 2 + (((540, 720),),) + whole * 2 + ((), ()))
    assert initial_of(table) == {
        f"hours_{EVERY}_am": "9 h–12 h",
        f"hours_{EVERY}_pm": "14 h–17 h",
        "hours_2_am": "9 h–12 h",
        "hours_2_pm": "-",
    }


def test_what_is_kept_is_read_again():
    assert table_of([[[540, 720]], []]).days == (((540, 720),), (), (), (), (), (), ())
    assert table_of([]).minutes == 0
