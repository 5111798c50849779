"""R-PL-2, R-PL-3, R-PL-4: every boundary, a minute or a day on each side, against an oracle."""

import datetime as dt
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from directory.calendar import Calendar, public_holiday
from placements.rules.presence import (
    OBSERVATION,
    Limits,
    Stay,
    WeekTable,
    check_hours,
    clock,
    days_of,
    span,
)

CALENDAR = Calendar()
MONDAY = dt.date(2027, 1, 11)
FIFTEEN = dt.date(2012, 1, 11)
DAY = dt.timedelta(days=1)
# From the Monday before 1 May to the Saturday after Whit Monday: 1 and 8 May are Saturdays,
# the Ascension is Thursday 6 May and its bridge Friday 7 May.
SPRING = dt.date(2027, 4, 26)
SPRING_DAYS = 27
MAY_2027 = {dt.date(2027, 5, day) for day in (1, 6, 7, 8, 17)}


def edge(value):
    """The boundary, a minute before and a minute after."""
    return st.sampled_from([value - 1, value, value + 1])


def found(days, *, born=FIFTEEN, limits=OBSERVATION, first=MONDAY):
    """{(rule, field, message)} of a table that holds these days, Monday first."""
    table = WeekTable((*days, *((),) * (7 - len(days))))
    one = Stay(first, first + DAY * 5, table)
    return check_hours([one], born, CALENDAR, limits)


def said(violations, words):
    return [one for one in violations if words in one.message]


@given(edge(6 * 60), edge(20 * 60))
def test_six_and_twenty_hours(first, last):
    broken = said(found([((first, first + 60), (last - 60, last))]), "ni après")
    assert bool(broken) == (first < 360 or last > 1200)
    assert all(one.blocking and one.rule == "R-PL-3" for one in broken)


@given(edge(4 * 60 + 30), st.integers(8 * 60, 12 * 60))
def test_four_hours_and_a_half_in_a_row(length, start):
    violations = found([((start, start + length),)])
    assert bool(said(violations, "d’affilée")) == (length > 270)
    assert bool(said(violations, "une pause")) == (length >= 270)


@given(edge(30), edge(4 * 60 + 30), st.integers(60, 200))
def test_the_break_of_thirty_minutes(gap, total, morning):
    ranges = ((480, 480 + morning), (480 + morning + gap, 480 + gap + total))
    assert bool(said(found([ranges]), "une pause")) == (total >= 270 and gap < 30)


@given(edge(7 * 60), st.integers(31, 90), st.integers(151, 269))
def test_seven_hours_a_day(total, gap, morning):
    ranges = ((480, 480 + morning), (480 + morning + gap, 480 + gap + total))
    assert bool(said(found([ranges]), "par jour")) == (total > 420)


@given(
    st.sampled_from([30 * 60, 35 * 60]).flatmap(edge),
    st.sampled_from([-1, 0, 1, 3]),
    st.booleans(),
)
def test_the_week_and_the_birthday_in_it(total, days_after, is_known):
    """Fifteen on the first day or before: thirty-five hours; the birthday of Tuesday to
    Friday does not count, nor a date that is not known."""
    share, rest = divmod(total, 6)
    lengths = [share + (day < rest) for day in range(6)]
    days = [((480, 480 + n // 2), (570 + n // 2, 570 + n)) for n in lengths]
    born = FIFTEEN + DAY * days_after if is_known else None
    broken = said(found(days, born=born), "par semaine")
    is_young = born is None or days_after > 0
    assert [one.blocking for one in broken] == (
        [True] if total > 2100 else [False] if is_young and total > 1800 else []
    )


@given(edge(20 * 60), edge(10 * 60), st.integers(-90, 0))
def test_the_rest_of_fourteen_hours(end, start, earlier):
    days = [((end + earlier - 60, end + earlier),), ((start + earlier, start + earlier + 60),)]
    rest = 24 * 60 - (end + earlier) + start + earlier
    assert bool(said(found(days), "Le repos entre lundi et mardi")) == (rest < 840)


def off_twice(present, monday):
    """Two days of rest in a row, from the Sunday before to the Sunday of the week."""
    off = [monday + DAY * n not in present for n in range(-1, 7)]
    return any(first and second for first, second in zip(off, off[1:], strict=False))


@given(
    st.integers(0, SPRING_DAYS - 1),
    st.integers(0, 13),
    st.sets(st.integers(0, 5), min_size=1),
)
def test_saturdays_may_days_and_the_ascension(start, length, weekdays):
    """Days of presence are the typed weekdays that are open; each week rests two days in a
    row; a first or a last day that is closed is refused."""
    first = SPRING + DAY * start
    last = first + DAY * length
    table = WeekTable(tuple(((540, 720),) if n in weekdays else () for n in range(7)))
    one = Stay(first, last, table)
    wanted = [first + DAY * n for n in range(length + 1)]
    wanted = [
        day
        for day in wanted
        if day.weekday() in weekdays and day not in MAY_2027 and CALENDAR.why_closed(day) is None
    ]
    assert days_of([one], CALENDAR) == wanted
    violations = check_hours([one], FIFTEEN, CALENDAR)
    closed = [day for day in {first, last} if CALENDAR.why_closed(day)]
    assert len([v for v in violations if v.rule == "R-ID-9"]) == len(closed)
    mondays = {day - DAY * day.weekday() for day in wanted}
    tired = [monday for monday in mondays if not off_twice(set(wanted), monday)]
    assert len(said(violations, "deux jours de suite")) == len(tired)


def test_the_days_of_may_are_closed():
    assert all(CALENDAR.why_closed(day) for day in MAY_2027)
    assert public_holiday(dt.date(2027, 5, 6)) and not public_holiday(dt.date(2027, 5, 7))


LIMITS = st.builds(
    Limits,
    earliest=st.integers(360, 480),
    latest=st.integers(1020, 1200),
    day=st.integers(200, 420),
    week=st.integers(1000, 2100),
    young_week=st.integers(600, 1000),
    stretch=st.integers(120, 270),
    rest_in_day=st.integers(30, 60),
    night=st.integers(840, 960),
)
SOFT = ("day", "week", "young_week", "stretch", "rest_in_day", "night")
WEEKS = st.lists(
    st.tuples(
        st.integers(330, 700), st.integers(30, 300), st.integers(0, 90), st.integers(30, 300)
    ),
    min_size=1,
    max_size=6,
)


@given(LIMITS, WEEKS, st.sets(st.sampled_from(SOFT)), st.integers(14, 16))
def test_any_version_of_the_limits(limits, week, warned, age):
    """What is found does not depend on what warns; what warns never refuses; the sentences
    say the limits of the version."""
    days = [((a, a + b), (a + b + c, a + b + c + d)) for a, b, c, d in week]
    born = dt.date(2027 - age, 1, 11)
    strict = found(days, born=born, limits=replace(limits, warned=()))
    softer = found(days, born=born, limits=replace(limits, warned=tuple(sorted(warned))))
    assert [one.message for one in strict] == [one.message for one in softer]
    assert all(one.blocking for one in strict)
    if warned == set(SOFT):
        hard = ("avant", "deux jours de suite", "chaque heure de fin")
        assert all(any(word in one.message for word in hard) for one in softer if one.blocking)
    if not strict:
        assert_within(days, limits, is_young=age < 15)
    for one in said(strict, "par jour"):
        assert span(limits.day) in one.message
    for one in said(strict, "ni après"):
        assert clock(limits.latest) in one.message


def assert_within(days, limits, *, is_young):
    """The oracle: each limit holds, computed anew."""
    totals = [sum(end - start for start, end in ranges) for ranges in days]
    assert all(ranges[0][0] >= limits.earliest for ranges in days)
    assert all(ranges[-1][1] <= limits.latest for ranges in days)
    assert max(totals) <= limits.day
    assert sum(totals) <= (limits.young_week if is_young else limits.week)
    assert all(end - start <= limits.stretch for ranges in days for start, end in ranges)
    for (first, second), total in zip(days, totals, strict=True):
        assert total < limits.stretch or second[0] - first[1] >= limits.rest_in_day
    for ranges, after in zip(days, days[1:], strict=False):
        assert 1440 - ranges[-1][1] + after[0][0] >= limits.night
