"""The rules of offers and bookings, each by its number."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.calendar import Calendar
from directory.enums import Level
from directory.french import unbroken
from partnerships import rules
from partnerships.enums import OfferKind
from partnerships.recurrence import MOST_DATES, Pattern, expand
from partnerships.rules import Numbers, Period

CALENDAR = Calendar()
CALENDAR.why_closed(dt.date(2026, 9, 1))  # reads the packaged calendar: not within a deadline
CLASS, VISIT, TEACHER = OfferKind.CLASS_IMMERSION, OfferKind.VISIT, OfferKind.TEACHER_IMMERSION
days = st.dates(dt.date(2026, 9, 1), dt.date(2027, 8, 31))
periods = st.builds(
    lambda first, length: Period(first, first + dt.timedelta(days=length - 1)),
    days,
    st.integers(1, 6),
)


def numbers_of(violations):
    return {violation.rule for violation in violations}


@given(periods)
def test_r_cee_2_exactly_the_three_open_weekdays_in_a_row(period):
    """An independent reading of the rule, over a whole school year."""
    good = (
        (period.last - period.first).days == 2
        and period.first.isoweekday() in (1, 2, 3)
        and not any(CALENDAR.why_closed(period.first + dt.timedelta(days=n)) for n in range(3))
    )
    found = rules.check_dates(CLASS, period, CALENDAR)
    assert (found == []) is good
    assert numbers_of(found) <= {"R-CEE-2"}
    assert all(violation.blocking for violation in found)


@given(periods)
def test_r_vi_1_a_visit_lasts_one_or_two_open_days(period):
    found = rules.check_dates(VISIT, period, CALENDAR)
    closed = any(CALENDAR.why_closed(day) for day in period)
    assert ("R-VI-1" in numbers_of(found)) is (len(period) > 2)
    assert ("R-ID-9" in numbers_of(found)) is closed


@given(periods)
def test_r_id_9_closed_days_only_warn_when_adults_alone_move(period):
    found = rules.check_dates(TEACHER, period, CALENDAR)
    assert all(not violation.blocking for violation in found)
    assert bool(found) is any(CALENDAR.why_closed(day) for day in period)


def test_days_closed_for_one_reason_are_told_in_one_sentence():
    period = Period(dt.date(2027, 2, 15), dt.date(2027, 2, 17))
    (violation,) = rules.check_dates(CLASS, period, CALENDAR)
    assert violation.message == unbroken(
        "Du 15 au 17 février 2027 : vacances scolaires (Vacances d’hiver)."
    )


@pytest.mark.parametrize(
    ("first", "why"),
    [
        (dt.date(2026, 11, 9), "jour férié"),  # Wednesday 11 November
        (dt.date(2026, 12, 21), "vacances scolaires"),
        (dt.date(2027, 1, 7), "lundi au vendredi"),  # Thursday to Saturday
    ],
)
def test_r_cee_2_says_why(first, why):
    found = rules.check_dates(CLASS, Period(first, first + dt.timedelta(days=2)), CALENDAR)
    assert any(why in violation.message for violation in found)


def test_a_period_backwards_is_one_violation():
    period = Period(dt.date(2027, 1, 12), dt.date(2027, 1, 11))
    assert len(rules.check_dates(CLASS, period, CALENDAR)) == 1


@pytest.mark.parametrize("level", list(Level))
def test_r_cee_1_from_4e_to_terminale_and_cap(level):
    allowed = level not in ("6e", "5e", "BTS1", "BTS2", "CPGE")
    assert (rules.check_level(CLASS, level) == []) is allowed
    assert rules.check_level(VISIT, level) == []


@given(st.sampled_from(Level), st.sampled_from(Level), st.sampled_from(Level))
def test_r_cee_1_the_levels_of_the_sheet(level, lowest, highest):
    inside = lowest.order <= level.order <= highest.order
    assert (rules.check_level(VISIT, level, lowest, highest) == []) is inside


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
def test_r_cee_3_never_above_the_seats_and_warned_below_8_and_above_36(girls, boys, other, left):
    found = rules.check_numbers(CLASS, Numbers(girls, boys, other, adults=2), left)
    size = girls + boys + other
    assert bool(rules.blocking(found)) is (size == 0 or size > left)
    if size:
        warned = any(not one.blocking for one in found)
        assert warned is (size < 8 or size > 36)


def test_r_cee_3_the_adults_that_the_host_wants():
    group = Numbers(unspecified=20, adults=1)
    (found,) = rules.check_numbers(CLASS, group, 30, accompanying_adults=2)
    assert (found.field, found.blocking) == ("adults", True)


@pytest.mark.parametrize(("pending", "blocked"), [(0, False), (2, False), (3, True), (7, True)])
def test_r_cee_6_three_pending_requests(pending, blocked):
    assert bool(rules.check_pending(pending)) is blocked


@pytest.mark.parametrize(
    ("start", "end", "pause", "rule"),
    [
        ("08:30", "16:30", 60, None),
        ("08:30", "16:30", 45, "R-PL-3"),  # 7 h 15 of presence
        ("08:30", "13:00", 0, "R-PL-4"),  # 4 h 30 without a break
        ("08:30", "12:59", 0, None),
        ("05:59", "10:00", 0, "R-PL-3"),
        ("14:00", "20:01", 30, "R-PL-3"),
        ("08:00", "18:01", 200, "R-PL-4"),  # 13 h 59 of rest
        ("14:00", "13:00", 0, "R-PL-3"),
    ],
)
def test_r_vi_2_hours_of_presence(start, end, pause, rule):
    start, end = dt.time.fromisoformat(start), dt.time.fromisoformat(end)
    assert numbers_of(rules.check_hours(VISIT, start, end, pause)) == ({rule} if rule else set())
    assert rules.check_hours(OfferKind.SPEAKER, start, end, pause) == []


@pytest.mark.parametrize(
    ("kind", "wanted", "management", "needed"),
    [
        (CLASS, True, False, True),
        (CLASS, False, False, False),
        (CLASS, True, True, False),
        (TEACHER, True, False, True),
        (OfferKind.SCHOOL_VISIT, True, False, False),
    ],
)
def test_r_im_2_who_waits_for_the_visa(kind, wanted, management, needed):
    assert rules.needs_visa(kind, wanted, management) is needed


@given(
    kind=st.sampled_from([CLASS, VISIT, OfferKind.SPEAKER]),
    first=days,
    weeks=st.integers(0, 60),
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    every=st.integers(1, 4),
)
def test_r_id_9_a_recurrence_keeps_no_forbidden_day_and_tells_those_removed(
    kind, first, weeks, weekdays, every
):
    length = kind.shortest_and_longest[0]
    until = first + dt.timedelta(weeks=weeks)
    found = expand(
        Pattern(first, until, weekdays, length, every),
        lambda period: rules.check_dates(kind, period, CALENDAR),
    )
    assert len(found.kept) <= MOST_DATES
    for period in found.kept:
        assert not rules.blocking(rules.check_dates(kind, period, CALENDAR))
        assert first <= period.first <= until
        assert period.first.weekday() in weekdays
    for before, after in zip(found.kept, found.kept[1:], strict=False):
        assert before.last < after.first
    assert all(removed.why for removed in found.removed)


def test_a_recurrence_tells_its_holidays():
    pattern = Pattern(dt.date(2026, 12, 1), dt.date(2027, 1, 12), frozenset({1}))
    found = expand(pattern, lambda period: rules.check_dates(VISIT, period, CALENDAR))
    kept = [period.first.isoformat() for period in found.kept]
    assert kept == ["2026-12-01", "2026-12-08", "2026-12-15", "2027-01-05", "2027-01-12"]
    assert [removed.period.first.isoformat() for removed in found.removed] == [
        "2026-12-22",
        "2026-12-29",
    ]


@pytest.mark.parametrize(
    ("level", "minimum", "day", "blocks"),
    [
        ("3e", None, dt.date(2027, 1, 11), []),
        ("3e", 14, dt.date(2027, 1, 11), []),
        ("3e", 14, dt.date(2026, 11, 16), [False]),
        ("3e", 15, dt.date(2027, 1, 11), [False]),
        ("3e", 16, dt.date(2027, 1, 11), [True]),
        ("CAP1", 16, dt.date(2027, 1, 11), [False]),
    ],
)
def test_the_age_that_a_host_asks(level, minimum, day, blocks):
    found = rules.check_age(OfferKind.VISIT, level, minimum, day, 2026)
    assert [one.blocking for one in found] == blocks
    assert not rules.check_age(OfferKind.SPEAKER, level, minimum, day, 2026)
