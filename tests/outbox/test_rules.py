"""When a notice leaves: at once, or with its recipient's morning."""

from datetime import date, datetime, timedelta

import pytest

from directory.calendar import Calendar
from directory.enums import Rhythm
from outbox import rules
from outbox.rules import PARIS, Immediate

CALENDAR = Calendar()
MONDAY = date(2026, 11, 23)


def at(day, hour=8, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("rhythm", "moment", "morning"),
    [
        (Rhythm.WORK, at(MONDAY, 7), at(MONDAY)),
        (Rhythm.WORK, at(MONDAY, 8), at(MONDAY)),
        (Rhythm.WORK, at(MONDAY, 8, 1), at(date(2026, 11, 24))),
        (Rhythm.WORK, at(date(2026, 11, 27), 17), at(date(2026, 11, 30))),  # a Friday
        (Rhythm.EVERY_DAY, at(date(2026, 11, 27), 17), at(date(2026, 11, 28))),
        # The holidays begin on Saturday 19 December; Christmas is a Friday.
        (Rhythm.SCHOOL, at(date(2026, 12, 18), 17), at(date(2027, 1, 4))),
        (Rhythm.WORK, at(date(2026, 12, 18), 17), at(date(2026, 12, 21))),
        (Rhythm.WORK, at(date(2026, 12, 24), 17), at(date(2026, 12, 28))),
        (Rhythm.EVERY_DAY, at(date(2026, 12, 24), 17), at(date(2026, 12, 25))),
        # The clocks go back on Sunday 25 October: still eight o'clock.
        (Rhythm.EVERY_DAY, at(date(2026, 10, 24), 9), at(date(2026, 10, 25))),
    ],
)
def test_a_morning_is_on_an_open_day_of_its_reader(rhythm, moment, morning):
    assert rules.first_morning(moment, rhythm, CALENDAR, 8) == morning


def test_the_next_morning_is_never_this_one():
    assert rules.next_morning(at(MONDAY), Rhythm.WORK, CALENDAR, 8) == at(date(2026, 11, 24))


TODAY, MORNING = at(MONDAY, 10), at(date(2026, 11, 24))


@pytest.mark.parametrize(
    ("immediate", "first", "at_once"),
    [
        (Immediate.NEVER, None, False),
        (Immediate.IN_A_WEEK, None, False),
        (Immediate.IN_A_WEEK, 7, True),
        (Immediate.IN_A_WEEK, 8, False),
        (Immediate.IN_A_WEEK, -1, True),  # it has begun and is not over
        (Immediate.IN_A_WEEK, -4, False),  # it is over
        (Immediate.NEVER, 2, False),
        (Immediate.NEVER, 1, True),  # the morning would be too late
    ],
)
def test_what_happens_soon_leaves_at_once(immediate, first, at_once):
    days = (timedelta(first), timedelta(first + 2)) if first is not None else None
    span = days and tuple(MONDAY + one for one in days)
    assert rules.leaves_at_once(immediate, span, TODAY, MORNING, None) is at_once


def test_what_ends_before_the_next_morning_leaves_at_once():
    for end, at_once in ((MORNING, True), (MORNING + timedelta(hours=1), False)):
        assert rules.leaves_at_once(Immediate.NEVER, None, TODAY, MORNING, end) is at_once


def test_families_are_left_in_peace_at_night():
    night, morning = at(MONDAY, 22), at(date(2026, 11, 24))
    assert rules.reading_time(night, Rhythm.EVERY_DAY, CALENDAR, 8) == morning
    assert rules.reading_time(TODAY, Rhythm.EVERY_DAY, CALENDAR, 8) == TODAY
    assert rules.reading_time(night, Rhythm.WORK, CALENDAR, 8) == night


@pytest.mark.parametrize(
    ("morning", "words"),
    [
        (at(MONDAY), "ce matin, 8 h"),
        (at(date(2026, 11, 24)), "demain matin, 8 h"),
        (at(date(2026, 11, 30)), "le lundi 30 novembre 2026, 8 h"),
    ],
)
def test_a_page_says_when_the_other_will_be_told(morning, words):
    assert rules.morning_in_words(morning, at(MONDAY, 6)) == words
