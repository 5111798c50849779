"""Everybody who comes to a company, whatever the reason: what its agenda shows and what its
weekly ceiling counts. Immersions are declared here, upper floors add theirs by `register`
in their `contributions.py`.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from partnerships.enums import OfferKind
from partnerships.models import Booking
from partnerships.wording import numbers_of, period_of

WEEK = dt.timedelta(weeks=1)
AT_HOST = [kind for kind in OfferKind if kind.is_at_host]


@dataclass(frozen=True)
class Presence:
    """Who comes from the first to the last day, as the company reads it.

    `key` names the row in one word ("booking:12"); `url` is its page.
    """

    key: str
    company_id: int
    first: dt.date
    last: dt.date
    persons: int
    who: str = ""
    numbers: str = ""
    days: str = ""
    kind: str = ""
    state: str = ""
    url: str = ""


_sources: list[Callable] = []


def register(source):
    """Declare `source(company_ids, first, last)`: the presences that touch these days, those
    that the company agreed to only; one query, however many companies."""
    _sources.append(source)
    return source


def between(company_ids, first, last):
    """[Presence] of these companies, soonest first; a query per source."""
    found = [one for source in _sources for one in source(company_ids, first, last)]
    return sorted(found, key=lambda one: (one.first, one.last, one.key))


@register
def of_bookings(company_ids, first, last):
    """Immersions and visits that were accepted, and take place at the company's."""
    rows = Booking.objects.taken().filter(company__in=company_ids, kind__in=AT_HOST)
    for row in rows.overlapping(first, last).for_lists().order_by("starts_on", "pk"):
        group = f"{row.class_group.name}, " if row.class_group else ""
        yield Presence(
            key=key_of(row),
            company_id=row.company_id,
            first=row.starts_on,
            last=row.ends_on,
            persons=row.pupils + row.adults,
            who=f"{group}{row.guest}",
            numbers=numbers_of(row),
            days=period_of(row),
            kind=row.get_kind_display(),
            state=row.state_label,
            url=row.get_absolute_url(),
        )


def key_of(booking):
    return f"booking:{booking.pk}"


def monday(day):
    return day - dt.timedelta(days=day.weekday())


def weeks(first, last):
    """The Mondays of the weeks that these days touch."""
    found, start = [], monday(first)
    while start <= last:
        found.append(start)
        start += WEEK
    return found


def persons_per_week(presences):
    """{Monday: persons}: a presence over two weeks counts in each."""
    counted: dict[dt.date, int] = {}
    for one in presences:
        for start in weeks(one.first, one.last):
            counted[start] = counted.get(start, 0) + one.persons
    return counted
