"""What companies may still receive, under the ceilings that they set: contacts of the month
(requests of schools and appels sent to them), persons of the week."""

from collections.abc import Callable
from datetime import datetime, time
from functools import cache, reduce
from operator import add

from django.db.models import Count, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from directory.sql import Given, Kept
from partnerships import presences, seats
from partnerships.enums import PENDING, OfferKind, Origin
from partnerships.models import Booking, ContactCeiling, SchoolRequestCall, SlotWaiting
from partnerships.rules.ceiling import (
    UNSAID_PER_MONTH,
    WEEKS_AHEAD,
    check_ceiling,
    check_week,
    first_of_month,
    reached_in_words,
)


def check(company, today):
    """The violation that a request to this company would be today; one query."""
    for per_month, received in _kept().rows(company=company.pk, start=_start(today)):
        return check_ceiling(per_month, received, today)
    return []


def check_presence(company, kind, period, persons, but=""):
    """The violation that so many persons more would be in the weeks of the period.

    `but` is the key of a presence that they replace. What does not take place at the
    company's is not counted. One query, two more with a ceiling.
    """
    return check_persons(company, period, persons, but) if OfferKind(kind).is_at_host else []


def check_persons(company, period, persons, but=""):
    """The same, of whoever comes to the company."""
    limit = _weekly(company)
    if not limit:
        return []
    weeks = presences.weeks(period.first, period.last)
    end = weeks[-1] + presences.WEEK * (WEEKS_AHEAD + 1)
    known = presences.between([company.pk], weeks[0], end)
    known += _promised(company, weeks[0], end)
    present = presences.persons_per_week(one for one in known if one.key != but)
    return check_week(limit, present, persons, weeks)


def _promised(company, first, last):
    """The places of the weeks that are held for who waited, until they answer."""
    rows = SlotWaiting.objects.offered().filter(
        slot__offer__host_company=company, slot__kind__in=presences.AT_HOST
    )
    rows = rows.filter(slot__starts_on__lte=last, slot__ends_on__gte=first)
    return [
        presences.Presence(
            key=f"waiting:{row.pk}",
            company_id=company.pk,
            first=row.slot.starts_on,
            last=row.slot.ends_on,
            persons=row.pupils + row.adults,
        )
        for row in rows.select_related("slot").order_by("pk")
    ]


def check_booking(booking, period):
    """The same for a booking that comes, or would come, on these days."""
    persons = booking.pupils + booking.adults
    key = presences.key_of(booking)
    return check_presence(booking.company, booking.kind, period, persons, but=key)


def is_beyond(company, persons):
    """Whether no week is ever wide enough for so many."""
    limit = _weekly(company)
    return limit is not None and persons > limit


def _weekly(company):
    rows = ContactCeiling.objects.filter(company=company).order_by()
    return rows.values_list("persons_per_week", flat=True).first()


def lock(company_id):
    """Two requests, or two acceptances, at the same moment are counted one after the other;
    False without a ceiling: then there is nothing to count. In the one order it comes after
    the class group, before slots."""
    return company_id is not None and bool(_locking().rows(company=company_id))


def lock_of(slots):
    """The same for the hosts of these slots, a queryset: before the slots are locked."""
    rows = ContactCeiling.objects.filter(company__offers__slots__in=slots).values("pk")
    ceilings = ContactCeiling.objects.filter(pk__in=rows).order_by("pk")
    return list(ceilings.select_for_update(of=("self",), no_key=True).values_list("pk"))


def lock_all(companies):
    """The same for the companies of these keys that have a ceiling, in the one order."""
    seats.lock(ContactCeiling.objects.filter(company__in=companies))


def below(companies, today):
    """Those of `companies` that may still be called this month: below their own ceiling, or
    for who said nothing below `UNSAID_PER_MONTH`. Certain only under a lock on them."""
    own = ContactCeiling.objects.filter(company=OuterRef("pk")).order_by().values("per_month")
    rows = companies.annotate(
        received=_contacts(OuterRef("pk"), _start(today)),
        most=Coalesce(Subquery(own), UNSAID_PER_MONTH, output_field=IntegerField()),
    )
    return rows.filter(received__lt=F("most"))


def reached(companies, today):
    """{company key: what a school reads of it} of these, once their ceiling is reached."""
    rows = _counted(_start(today)).filter(company__in=companies, received__gte=F("per_month"))
    return {
        key: reached_in_words(per_month, today)
        for key, per_month in rows.values_list("company", "per_month")
    }


def _start(today):
    return timezone.make_aware(datetime.combine(first_of_month(today), time()))


def _counted(start):
    """Ceilings with what their company received in the month."""
    received = _contacts(OuterRef("company"), start)
    return ContactCeiling.objects.order_by("pk").annotate(received=received)


_others: list[Callable] = []


def register(source):
    """Declare `source(start)`: the rows by which schools came to companies since `start`, and
    the path from a row to its company; an upper floor does it in its `contributions.py`."""
    _others.append(source)
    return source


def _contacts(company, start):
    """How often schools came to a company since `start`: requests that were sent, or wait for
    the head's visa, and appels; the requests that who waited may send, until they answer; what
    upper floors add."""
    asked = Booking.objects.filter(
        Q(sent_at__isnull=False) | Q(state__in=PENDING),
        origin=Origin.REQUEST,
        created_at__gte=start,
    )
    called = SchoolRequestCall.objects.filter(called_at__gte=start)
    promised = SlotWaiting.objects.offered()
    counted = [
        (asked, "company"),
        (called, "company"),
        (promised, "slot__offer__host_company"),
        *(source(start) for source in _others),
    ]
    return reduce(add, [_count(rows, company, path) for rows, path in counted])


def _count(rows, company, path):
    rows = rows.filter(**{path: company}).order_by().values(path)
    count = Subquery(rows.values(count=Count("pk")))
    return Coalesce(count, 0, output_field=IntegerField())


@cache
def _kept():
    rows = _counted(Given("start")).filter(company=Given("company"))
    return Kept(rows.values_list("per_month", "received"))


@cache
def _locking():
    rows = ContactCeiling.objects.filter(company=Given("company")).order_by("pk")
    return Kept(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))
