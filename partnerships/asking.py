"""Whom a school may write to without being known: never who refuses, never too often."""

import datetime as dt

from django.db.models import Count, Q

from directory.models import Company
from partnerships.enums_school_requests import CALLS_PER_MONTH


def askable(companies, day):
    """Those of `companies` that a school may call on `day`: active, not *ne pas démarcher*,
    and called less than `CALLS_PER_MONTH` times in this calendar month.

    The one place that decides it: a quota set by the company itself is to be read here.
    Under a lock on the companies the count cannot be passed by two schools at once.
    """
    first = day.replace(day=1)
    month = Q(calls__called_at__date__gte=first, calls__called_at__date__lt=_next_month(first))
    refusing = Company.objects.refusing(day).order_by().values("pk")
    rows = companies.filter(is_active=True).exclude(pk__in=refusing)
    return rows.annotate(called=Count("calls", filter=month)).filter(called__lt=CALLS_PER_MONTH)


def _next_month(first):
    return (first + dt.timedelta(days=31)).replace(day=1)
