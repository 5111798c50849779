"""R-PL-8 and the sheet of a track, without a database."""

import datetime as dt
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.calendar import Calendar
from placements.rules.presence import WeekTable
from placements.rules.tracks import TrackFacts, check_plan, check_sheet, hosts_of

MONDAY = dt.date(2027, 1, 25)
DAY = ((540, 720), (810, 990))
WEEK = WeekTable((DAY,) * 5 + ((), ()))


def day(n):
    return MONDAY + dt.timedelta(days=n)


FACTS = TrackFacts(
    starts_on=MONDAY,
    ends_on=day(4),
    opens_on=dt.date(2026, 11, 1),
    closes_on=dt.date(2026, 12, 15),
    capacity=8,
    levels=("3e", "2de"),
    table=WEEK,
    plan={day(n): [("A", 4), ("B", 4)] for n in range(5)},
)


def messages(**changes):
    return " ".join(v.message for v in check_plan(replace(FACTS, **changes), Calendar()))


def test_a_sound_track_may_open():
    assert [v for v in check_plan(FACTS, Calendar()) if v.blocking] == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"ends_on": day(7)}, "tient dans une semaine"),
        ({"ends_on": day(-1)}, "précède le premier"),
        ({"ends_on": day(6)}, "Pas de présence ce jour-là"),
        ({"closes_on": MONDAY}, "avant le premier jour"),
        ({"closes_on": dt.date(2026, 10, 1)}, "précède leur ouverture"),
        ({"levels": ("5e",)}, "commencent en classe de 4e"),
        ({"plan": {}}, "Donnez des jours"),
        ({"capacity": 9}, "reçoivent 8 élèves en tout, pour 9 places"),
        ({"plan": {day(5): [("A", 8)]}}, "n’est pas un jour du parcours"),
        ({"table": WeekTable()}, "Indiquez les horaires du lundi 25/01"),
        ({"table": WeekTable((((480, 960),),) * 5 + ((), ()))}, "d’affilée"),
    ],
)
def test_what_lacks_is_said(changes, words):
    assert words in messages(**changes)


def test_the_sheet_alone_asks_for_no_plan():
    assert check_sheet(replace(FACTS, plan={}), Calendar()) == []


def test_groups_turn_from_host_to_host():
    first, last = hosts_of(FACTS.plan, 0), hosts_of(FACTS.plan, 7)
    assert [first[day(n)] for n in range(4)] == ["A", "B", "A", "B"]
    assert [last[day(n)] for n in range(4)] == ["B", "A", "B", "A"]


plans = st.dictionaries(
    st.integers(0, 4).map(day),
    st.lists(st.integers(1, 6), min_size=1, max_size=4).map(
        lambda sizes: [(f"host{n}", size) for n, size in enumerate(sizes)]
    ),
    min_size=1,
)


@given(plans)
def test_no_host_receives_more_than_it_said(plan):
    capacity = min(sum(size for _, size in hosts) for hosts in plan.values())
    lines = [hosts_of(plan, slot) for slot in range(capacity)]
    for one, hosts in plan.items():
        received = Counter(line[one] for line in lines)
        assert all(received[host] <= size for host, size in hosts)
