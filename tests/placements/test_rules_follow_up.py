"""Half-days expected and said, what they make of a placement, peaks: pure."""

import datetime as dt
from types import SimpleNamespace

import pytest

from directory.calendar import Calendar
from placements.rules import follow_up as rules
from placements.rules.presence import Stay, WeekTable
from tests.placements.follow_world import MONDAY, TUESDAY

SATURDAY = MONDAY + dt.timedelta(days=5)
CLOSED = Calendar({TUESDAY: (False, "pont")})


def row(day, side="host", morning="present", afternoon=""):
    return SimpleNamespace(day=day, side=side, morning=morning, afternoon=afternoon)


@pytest.mark.parametrize(
    ("ranges", "halves"),
    [
        ((), (False, False)),
        (((540, 720),), (True, False)),
        (((780, 1020),), (False, True)),
        (((750, 1020),), (False, True)),
        (((749, 840),), (True, False)),
        (((480, 841),), (True, True)),
        (((540, 720), (810, 990)), (True, True)),
    ],
)
def test_the_half_days_of_a_table(ranges, halves):
    assert rules.halves_of(ranges) == halves


def test_the_days_expected_stop_at_today_and_skip_what_is_closed():
    stay = Stay(MONDAY, SATURDAY, WeekTable((((540, 720),),) * 6 + ((),)))
    days = [one.day for one in rules.expected_days([stay], CLOSED, MONDAY + dt.timedelta(days=2))]
    assert days == [MONDAY, MONDAY + dt.timedelta(days=2)]
    assert not rules.expected_days([stay], CLOSED, MONDAY - dt.timedelta(days=1))
    assert rules.expected_days([stay], CLOSED, SATURDAY)[-1].day == SATURDAY


def test_without_hours_every_weekday_counts():
    unknown = Stay(MONDAY, SATURDAY, WeekTable())
    found = rules.expected_days([unknown], Calendar(), SATURDAY)
    assert len(found) == 5 and all(one.morning and one.afternoon for one in found)


def test_a_day_belongs_to_one_host():
    table = WeekTable((((540, 720),),) * 5 + ((), ()))
    two = [Stay(MONDAY, TUESDAY, table), Stay(TUESDAY, TUESDAY, table)]
    assert [one.stay for one in rules.expected_days(two, Calendar(), SATURDAY)] == [0, 0]


def test_the_word_of_the_school_stands():
    rows = [row(MONDAY, "school", "absent"), row(MONDAY, "host", "present"), row(TUESDAY)]
    assert [one.side for one in rules.standing(rows).values()] == ["school", "host"]
    assert rules.half_days(rows) == (1, 1)
    assert not rules.never_came(rows)


def test_never_came_needs_an_absence_and_no_presence():
    assert not rules.never_came([])
    assert rules.never_came([row(MONDAY, morning="absent", afternoon="absent")])
    assert not rules.never_came([row(MONDAY, morning="absent"), row(TUESDAY)])


def test_peaks_are_the_weeks_above_the_others():
    assert rules.peaks({1: 100, 2: 100, 3: 100, 4: 300, 5: 0}) == {4}
    assert rules.peaks({1: 100, 2: 100}) == set() == rules.peaks({1: 900})
