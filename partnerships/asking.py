"""Whom a school may write to without being known: never who refuses, never too often."""

from directory.models import Company
from partnerships import ceilings, seats


def askable(companies, day):
    """Those of `companies` that a school may call on `day`: active, not *ne pas démarcher*,
    and below their ceiling of the month (`ceilings.below`), which counts requests as well."""
    refusing = Company.objects.refusing(day).order_by().values("pk")
    rows = companies.filter(is_active=True).exclude(pk__in=refusing)
    return ceilings.below(rows, day)


def lock(companies):
    """Two schools that call at the same moment, or one that calls and one that asks, count
    each other: the companies, then their ceilings, locked by key until the end of the
    transaction. Returns the keys of the companies."""
    keys = [row.pk for row in seats.lock(companies)]
    ceilings.lock_all(keys)
    return keys
