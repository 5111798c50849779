"""R-PL-2, R-PL-3, R-PL-4, R-PL-8: hours and days, every boundary."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.calendar import Calendar
from placements.rules.presence import (
    OBSERVATION,
    Limits,
    Stay,
    WeekTable,
    age_on,
    check_hours,
    days_of,
)

CALENDAR = Calendar()
MONDAY = dt.date(2027, 1, 11)
FIFTEEN = dt.date(2012, 1, 11)  # fifteen on MONDAY itself
FOURTEEN = dt.date(2012, 1, 12)  # the day after
USUAL = ((9 * 60, 12 * 60), (13 * 60 + 30, 16 * 60 + 30))


def week(*ranges, days=5):
    """The same ranges on the first `days` days of the week."""
    return WeekTable((ranges,) * days + ((),) * (7 - days))


def one_day(*ranges, weekday=0):
    return WeekTable(tuple(ranges if n == weekday else () for n in range(7)))


def stay(table, first=MONDAY, last=None):
    return Stay(first, last or first + dt.timedelta(days=4), table)


def rules_of(*stays, born=FIFTEEN, limits=OBSERVATION):
    return [(v.rule, v.blocking) for v in check_hours(stays, born, CALENDAR, limits)]


def test_a_usual_week_breaks_nothing():
    assert rules_of(stay(week(*USUAL))) == []


@pytest.mark.parametrize(
    ("ranges", "rules"),
    [
        ([(6 * 60, 10 * 60)], []),
        ([(6 * 60 - 1, 10 * 60)], ["R-PL-3"]),
        ([(16 * 60, 20 * 60)], []),
        ([(16 * 60, 20 * 60 + 1)], ["R-PL-3"]),
        # Four hours and a half reach the break; a minute less does not.
        ([(8 * 60, 12 * 60 + 29)], []),
        ([(8 * 60, 12 * 60 + 30)], ["R-PL-4"]),
        ([(8 * 60, 12 * 60 + 31)], ["R-PL-4", "R-PL-4"]),
        # A break of thirty minutes, of twenty-nine.
        ([(8 * 60, 12 * 60), (12 * 60 + 30, 14 * 60)], []),
        ([(8 * 60, 12 * 60), (12 * 60 + 29, 14 * 60)], ["R-PL-4"]),
        # Seven hours, and a minute more.
        ([(8 * 60, 12 * 60), (13 * 60, 16 * 60)], []),
        ([(8 * 60, 12 * 60), (13 * 60, 16 * 60 + 1)], ["R-PL-3"]),
        ([(10 * 60, 9 * 60)], ["R-PL-3"]),
        ([(13 * 60, 14 * 60), (9 * 60, 10 * 60)], ["R-PL-3"]),
    ],
)
def test_one_day_r_pl_3_r_pl_4(ranges, rules):
    assert rules_of(stay(one_day(*ranges))) == [(rule, True) for rule in rules]


def test_the_week_of_thirty_five_hours():
    seven = [(8 * 60, 12 * 60), (13 * 60, 16 * 60)]
    assert rules_of(stay(week(*seven))) == []
    longer = WeekTable((tuple(seven),) * 5 + (((9 * 60, 9 * 60 + 1),), ()))
    found = rules_of(stay(longer, last=MONDAY + dt.timedelta(days=5)))
    assert ("R-PL-3", True) in found


def test_before_fifteen_thirty_hours_warn_or_refuse_by_parameter():
    six = [(9 * 60, 12 * 60), (13 * 60, 16 * 60)]
    more = [(9 * 60, 12 * 60), (13 * 60, 16 * 60 + 1)]
    assert rules_of(stay(week(*six)), born=FOURTEEN) == []
    assert rules_of(stay(week(*more)), born=FOURTEEN) == [("R-PL-3", False)]
    assert rules_of(stay(week(*more)), born=FIFTEEN) == []
    strict = Limits(warned=())
    assert rules_of(stay(week(*more)), born=FOURTEEN, limits=strict) == [("R-PL-3", True)]


def test_an_unknown_birth_date_is_that_of_a_young_pupil():
    more = [(9 * 60, 12 * 60), (13 * 60, 16 * 60 + 1)]
    assert rules_of(stay(week(*more)), born=None) == [("R-PL-3", False)]


def test_a_birthday_in_the_week_counts_from_the_first_day():
    """Fourteen on Monday, fifteen on Tuesday: the age is that of the first day."""
    more = [(9 * 60, 12 * 60), (13 * 60, 16 * 60 + 1)]
    assert rules_of(stay(week(*more)), born=FOURTEEN) == [("R-PL-3", False)]


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2012-02-29", "2027-02-28", 14),
        ("2012-02-29", "2027-03-01", 15),
        ("2012-01-11", "2027-01-10", 14),
        ("2012-01-11", "2027-01-11", 15),
    ],
)
def test_age_in_whole_years(born, day, age):
    assert age_on(dt.date.fromisoformat(born), dt.date.fromisoformat(day)) == age


def test_the_night_r_pl_4():
    """Fourteen hours from 20:00 lead to 10:00."""
    late, early = ((16 * 60, 20 * 60),), ((10 * 60, 14 * 60),)
    days = [late, early, (), (), (), (), ()]
    assert rules_of(stay(WeekTable(tuple(days)))) == []
    days[1] = ((10 * 60 - 1, 14 * 60),)
    assert rules_of(stay(WeekTable(tuple(days)))) == [("R-PL-4", True)]


def test_two_days_off_r_pl_2():
    short = ((9 * 60, 12 * 60),)
    # From Monday to Saturday only the Sundays are left, one on each side.
    last = MONDAY + dt.timedelta(days=5)
    assert rules_of(stay(week(*short, days=6), last=last)) == [("R-PL-2", True)]
    # From Tuesday to Saturday: the Sunday before and Monday.
    tuesday = WeekTable(((), *(short,) * 5, ()))
    assert rules_of(stay(tuesday, MONDAY + dt.timedelta(days=1), last)) == []
    # Saturday but not Wednesday nor Thursday.
    split = WeekTable((short, short, (), (), short, short, ()))
    assert rules_of(stay(split, last=last)) == []


def test_never_on_a_sunday():
    found = check_hours([stay(one_day((540, 720), weekday=6))], FIFTEEN, CALENDAR)
    assert "Pas de présence le dimanche." in [violation.message for violation in found]


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2027-05-01", "2027-05-07", None),  # 1 May: a first day that is closed
        ("2027-05-03", "2027-05-08", None),  # 8 May: a last day that is closed
        ("2027-05-03", "2027-05-05", 3),
        ("2027-05-03", "2027-05-07", None),  # the bridge of the Ascension ends on a closed day
        ("2027-06-14", "2027-06-18", 5),
    ],
)
def test_closed_days_r_id_9(first, last, days):
    table = week(*USUAL, days=5)
    one = Stay(dt.date.fromisoformat(first), dt.date.fromisoformat(last), table)
    found = rules_of(one)
    if days is None:
        assert ("R-ID-9", True) in found
    else:
        assert found == [] and len(days_of([one], CALENDAR)) == days


def test_a_closed_day_inside_is_no_day_of_presence():
    """Whit Monday, 17 May 2027, inside a fortnight."""
    one = Stay(dt.date(2027, 5, 10), dt.date(2027, 5, 21), week(*USUAL))
    assert len(days_of([one], CALENDAR)) == 9


def test_one_day_a_week_is_a_placement_too():
    one = Stay(dt.date(2027, 1, 7), dt.date(2027, 2, 4), one_day(*USUAL, weekday=3))
    assert len(days_of([one], CALENDAR)) == 5
    assert rules_of(one) == []


def test_a_day_belongs_to_one_host_r_pl_8():
    first = Stay(MONDAY, MONDAY + dt.timedelta(days=2), week(*USUAL))
    second = Stay(MONDAY + dt.timedelta(days=2), MONDAY + dt.timedelta(days=4), week(*USUAL))
    assert rules_of(first, second) == [("R-PL-8", True)]
    third = Stay(MONDAY + dt.timedelta(days=3), MONDAY + dt.timedelta(days=4), week(*USUAL))
    assert rules_of(first, third) == []


def test_the_rest_between_two_hosts_counts():
    late = Stay(MONDAY, MONDAY, one_day((16 * 60, 20 * 60)))
    early = Stay(
        MONDAY + dt.timedelta(days=1),
        MONDAY + dt.timedelta(days=1),
        one_day((8 * 60, 11 * 60), weekday=1),
    )
    assert rules_of(late, early) == [("R-PL-4", True)]


def test_days_in_the_wrong_order():
    found = rules_of(Stay(MONDAY, MONDAY - dt.timedelta(days=1), week(*USUAL)))
    assert found[0] == ("R-PL-1", True)


HALVES = st.tuples(st.integers(300, 1260), st.integers(1, 400)).map(lambda p: (p[0], p[0] + p[1]))


@given(st.lists(HALVES, min_size=1, max_size=2), st.integers(1, 5))
def test_what_passes_respects_every_limit(ranges, days):
    """Whatever the hours: no violation means that each limit holds, computed anew."""
    ranges = sorted(ranges)
    if check_hours([stay(week(*ranges, days=days))], FIFTEEN, CALENDAR):
        return
    total = sum(end - start for start, end in ranges)
    assert all(start < end for start, end in ranges)
    assert ranges[0][0] >= 360 and ranges[-1][1] <= 1200
    assert total <= 420 and total * days <= 2100
    assert all(end - start <= 270 for start, end in ranges)
    if total >= 270:
        assert len(ranges) == 2 and ranges[1][0] - ranges[0][1] >= 30
    assert days == 1 or 1440 - ranges[-1][1] + ranges[0][0] >= 840
