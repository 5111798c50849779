"""Days of the story, relative to today and always school days (R-ID-9)."""

import datetime as dt

from partnerships.rules import Period

DAY = dt.timedelta(days=1)


def next_run(calendar, start, length=1):
    """The first `Period` of `length` consecutive weekdays of school from `start` on."""
    first = start
    while True:
        days = [first + DAY * rank for rank in range(length)]
        if all(calendar.is_school_day(day) for day in days):
            return Period(days[0], days[-1])
        first += DAY


def last_run(calendar, end, length=1):
    """The last `Period` of `length` consecutive weekdays of school that ends by `end`."""
    last = end
    while True:
        days = [last - DAY * rank for rank in range(length)]
        if all(calendar.is_school_day(day) for day in days):
            return Period(days[-1], days[0])
        last -= DAY
