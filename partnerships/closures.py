"""The closed periods of a company, where days are chosen."""

from functools import cache

from directory.french import period
from directory.sql import Given, Kept
from directory.violations import Violation
from partnerships.models import ClosedPeriod

RULE = "fermeture"


def check(company_id, first, last):
    """The violation of days that touch a closed period of the company; one query."""
    if company_id is None:
        return []
    found = _touching().rows(company=company_id, first=first, last=last)
    return [Violation(RULE, in_words(*row), "starts_on") for row in found[:1]]


def in_words(first, last, reason):
    why = f" ({reason})" if reason else ""
    return f"L’entreprise est fermée {period(first, last)}{why} : choisissez d’autres dates."


@cache
def _touching():
    rows = ClosedPeriod.objects.filter(
        company=Given("company"), starts_on__lte=Given("last"), ends_on__gte=Given("first")
    )
    return Kept(rows.order_by("starts_on").values_list("starts_on", "ends_on", "reason"))
