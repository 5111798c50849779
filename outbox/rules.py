"""When a notice leaves: pure functions of the calendar and of the fact.

Immediate are only codes and links asked for, the cancellation or change of what happens
within a week, and what the next morning would be too late for; all else waits for the
morning's digest of its recipient.
"""

from datetime import datetime, time, timedelta
from enum import Enum
from zoneinfo import ZoneInfo

from directory.enums import Rhythm
from directory.french import full_day

PARIS = ZoneInfo("Europe/Paris")
SOON = timedelta(days=7)
# Nothing is held longer, school holidays included.
LONGEST_HOLD = timedelta(days=10)
# Nobody's digest leaves later in the day, nor anything but a code to a family (a guardian).
EVENING = 20


class Immediate(Enum):
    """Whether a kind of notice leaves at once: a fact of the kind."""

    NEVER = "with the morning's digest"
    IN_A_WEEK = "at once when what it cancels or changes happens within seven days"
    ALWAYS = "at once: a code, a link asked for, an incident"


def first_morning(moment, rhythm, calendar, hour):
    """The first digest of these people at `moment` or after it: `hour`, on an open day."""
    local = moment.astimezone(PARIS)
    passed = local.time() > time(hour)
    day = local.date() + timedelta(days=passed)
    return datetime.combine(calendar.first_open(day, rhythm), time(hour), PARIS)


def next_morning(moment, rhythm, calendar, hour):
    """The first digest strictly after `moment`."""
    return first_morning(moment + timedelta(microseconds=1), rhythm, calendar, hour)


def is_reading_time(moment, rhythm, calendar, hour):
    """Whether a digest may leave: an open day, between its hour and the evening."""
    local = moment.astimezone(PARIS)
    return hour <= local.hour < EVENING and calendar.is_open(local.date(), rhythm)


def reading_time(moment, rhythm, calendar, hour):
    """When what is immediate may leave: families are left in peace from 20 h to the morning."""
    night = rhythm == Rhythm.EVERY_DAY and not is_reading_time(moment, rhythm, calendar, hour)
    return first_morning(moment, rhythm, calendar, hour) if night else moment


def leaves_at_once(immediate, span, moment, morning, not_after):
    """Whether a notice of `moment`, of a kind that does not always leave at once, may not
    wait for `morning`.

    `span` is the first and the last day of what it is about, None when it has no date.
    """
    if not_after is not None and not_after <= morning:
        return True
    if span is None:
        return False
    (first, last), today = span, moment.astimezone(PARIS).date()
    if last < today:
        return False
    within_a_week = immediate == Immediate.IN_A_WEEK and first <= today + SOON
    return within_a_week or first <= morning.astimezone(PARIS).date()


def held_until(morning, patience, rhythm, calendar):
    """The morning on which what was due on `morning` and could wait `patience` open days of its
    reader leaves at the latest."""
    local = morning.astimezone(PARIS)
    day = calendar.add_days(local.date(), patience, rhythm)
    return datetime.combine(day, local.time(), PARIS)


def held_since(now, patience, rhythm, calendar):
    """What was due before this moment has waited `patience` open days at `now`, an open one."""
    day = calendar.add_days(now.astimezone(PARIS).date(), -patience, rhythm)
    return datetime.combine(day + timedelta(days=1), time(), PARIS)


def may_be_held(rhythm, span, morning, limit, not_after):
    """Whether a notice due on `morning` may wait for another one, until `limit` at most.

    Not what is near: its life ends, or what it is about begins, by then. Nor anything for long,
    over a holiday, nor to families, who have few mails.
    """
    if rhythm == Rhythm.EVERY_DAY or limit - morning > LONGEST_HOLD:
        return False
    if not_after is not None and not_after <= limit:
        return False
    if span is None:
        return True
    (first, last), today = span, morning.astimezone(PARIS).date()
    return last < today or first > limit.astimezone(PARIS).date()


def morning_in_words(morning, now):
    """ "demain matin, 8 h", "ce matin, 8 h", "le lundi 30 novembre 2026, 8 h"."""
    local, today = morning.astimezone(PARIS), now.astimezone(PARIS).date()
    near = {0: "ce matin", 1: "demain matin"}
    day = near.get((local.date() - today).days) or f"le {full_day(local.date(), weekday=True)}"
    return f"{day}, {local.hour} h"
