"""R-ID-9: the days of zone C."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.calendar import DAY, Calendar, known_until
from directory.enums import Rhythm
from tests.directory.factories import CalendarDayFactory

CALENDAR = Calendar()
DAYS = st.dates(date(2024, 1, 1), date(2028, 8, 31))


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 11, 22), "dimanche"),
        (date(2026, 11, 11), "jour férié : Armistice"),
        (date(2026, 12, 25), "jour férié : Noël"),
        (date(2027, 5, 17), "jour férié : Lundi de Pentecôte"),
        (date(2026, 2, 23), "vacances scolaires : Vacances d’hiver"),
        (date(2026, 7, 20), "vacances scolaires : Vacances d’été"),
    ],
)
def test_r_id_9_closed_days_say_why(day, reason):
    assert CALENDAR.why_closed(day) == reason
    assert not CALENDAR.is_school_day(day)


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 2, 20), date(2028, 2, 29)])
def test_r_id_9_open_days(day):
    assert CALENDAR.why_closed(day) is None


def test_r_id_9_zone_c_is_not_zone_b():
    # Winter 2026: zone B from 14 February, zone C from 21 February.
    assert CALENDAR.is_school_day(date(2026, 2, 18))
    assert (
        Calendar(zone="B").why_closed(date(2026, 2, 18)) == "vacances scolaires : Vacances d’hiver"
    )


def test_saturday_is_no_school_day_but_not_closed():
    assert CALENDAR.why_closed(date(2026, 11, 28)) is None
    assert not CALENDAR.is_school_day(date(2026, 11, 28))


def test_summers_stay_holidays_beyond_the_published_calendar():
    year = known_until().year + 1
    assert CALENDAR.why_closed(date(year, 7, 20) + timedelta(days=2)) is not None


@given(DAYS, st.integers(1, 30))
def test_adding_days_lands_on_a_day_that_counts_with_that_many_between(day, count):
    for rhythm in Rhythm:
        reached = CALENDAR.add_days(day, count, rhythm)
        assert CALENDAR.is_open(reached, rhythm)
        between = [day + DAY * n for n in range(1, (reached - day).days + 1)]
        assert sum(CALENDAR.is_open(one, rhythm) for one in between) == count


@given(DAYS, st.integers(1, 30))
def test_walking_back_from_a_day_that_counts_undoes_walking_forward(day, count):
    start = CALENDAR.add_days(day, 1, Rhythm.WORK)
    reached = CALENDAR.add_days(start, count, Rhythm.WORK)
    assert CALENDAR.add_days(reached, -count, Rhythm.WORK) == start


def test_each_rhythm_counts_its_own_days():
    # 24 December 2026 is in the holidays, 25 December is a public holiday.
    eve = date(2026, 12, 23)
    assert CALENDAR.add_days(eve, 2, Rhythm.WORK) == date(2026, 12, 28)
    assert CALENDAR.add_days(eve, 2, Rhythm.EVERY_DAY) == date(2026, 12, 25)
    assert CALENDAR.add_days(eve, 2, Rhythm.SCHOOL) == date(2027, 1, 5)


def test_adding_nothing_stays():
    assert CALENDAR.add_days(date(2026, 11, 22), 0, Rhythm.WORK) == date(2026, 11, 22)


@given(DAYS)
def test_an_open_day_is_never_a_sunday(day):
    assert CALENDAR.why_closed(day) is not None or day.weekday() != 6


@pytest.mark.django_db
def test_r_id_9_the_admin_corrects_the_calendar(django_assert_num_queries):
    bridge, opened, armistice = date(2027, 3, 12), date(2026, 2, 23), date(2026, 11, 11)
    CalendarDayFactory(day=bridge, is_open=False, label="Pont")
    CalendarDayFactory(day=opened, is_open=True, label="Rattrapage")
    CalendarDayFactory(day=armistice, is_open=True, label="Erreur")
    CalendarDayFactory(day=date(2027, 3, 11), zone="A")

    with django_assert_num_queries(1):
        calendar = Calendar.load()
    assert calendar.why_closed(bridge) == "jour fermé : Pont"
    assert calendar.is_school_day(opened)
    assert calendar.why_closed(armistice).startswith("jour férié")
    assert calendar.is_school_day(date(2027, 3, 11))
    assert CALENDAR.is_school_day(bridge)


def test_school_days_of_a_span():
    days = CALENDAR.school_days(date(2026, 11, 20), date(2026, 11, 24))
    assert days == [date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24)]
