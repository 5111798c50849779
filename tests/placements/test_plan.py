"""R-PL-8: days × hosts, from a table to stays and back."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from directory.calendar import Calendar
from placements import plan
from placements.rules.presence import Stay, WeekTable, days_of

MONDAY = dt.date(2027, 1, 25)
DAY = ((540, 720), (810, 990))
WEEK = WeekTable((DAY,) * 5 + ((), ()))


def day(n):
    return MONDAY + dt.timedelta(days=n)


def test_days_in_a_row_at_one_host_are_one_run():
    hosts = {day(0): "A", day(1): "A", day(2): "B", day(3): "A", day(4): None}
    found = plan.runs(hosts, WEEK)
    assert [(run.host, run.first, run.last) for run in found] == [
        ("A", day(0), day(1)),
        ("B", day(2), day(2)),
        ("A", day(3), day(3)),
    ]
    assert found[0].table == plan.only(WEEK, {0, 1}) and not found[1].table[0]


def test_every_thursday_is_one_run():
    """A weekday without any host interrupts nothing (R-PL-1: consecutive or not)."""
    hosts = {day(n): "A" if n % 7 == 3 else None for n in range(12) if n % 7 < 5}
    (run,) = plan.runs(hosts, WEEK)
    assert (run.first, run.last) == (day(3), day(10))
    stay = Stay(run.first, run.last, run.table)
    assert days_of([stay], Calendar()) == [day(3), day(10)]


def test_closed_days_are_not_offered():
    # 6 February 2027: winter holidays of zone C begin.
    found = plan.open_days(dt.date(2027, 2, 4), dt.date(2027, 2, 9), Calendar(), saturdays=True)
    assert found == [dt.date(2027, 2, 4), dt.date(2027, 2, 5)]


@given(st.lists(st.sampled_from(["A", "B", "C", None]), min_size=10, max_size=10))
def test_what_the_runs_say_is_what_was_chosen(choices):
    days = plan.open_days(day(0), day(11), Calendar())
    hosts = dict(zip(days, choices, strict=True))
    kept = {
        one: run.host
        for run in plan.runs(hosts, WEEK)
        for one in days_of([Stay(run.first, run.last, run.table)], Calendar())
    }
    assert kept == {one: host for one, host in hosts.items() if host}


def test_a_table_keeps_the_weekdays_that_come():
    assert plan.within(WEEK, day(1), day(2)) == plan.only(WEEK, {1, 2})
    assert plan.within(WEEK, day(0), day(30)) == WEEK
    halves = [plan.only(WEEK, {0}), plan.only(WEEK, {1, 2, 3, 4})]
    assert plan.together(halves) == WEEK
