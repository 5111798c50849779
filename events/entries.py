"""Classes that may enter a final and have not: signed, while entries are open (R-CEE-7)."""

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from events.enums.cup import ENTERING
from events.models import Edition, Team
from partnerships.enums.contract import COVERED_STATES, ContractKind
from partnerships.models import Contract


def open_finals(school_year):
    """The editions of a school year (a key, an expression) that take teams, the first one first."""
    rows = Edition.objects.filter(state__in=ENTERING, school_year=school_year)
    return rows.annotate(due=Coalesce("entries_until", "held_on")).order_by("due", "pk")


def to_enter():
    """The contracts of these classes, with `entry_due`, the day by which one enters, and
    `final`, the key of the edition."""
    finals = open_finals(OuterRef("school_year"))
    entered = Team.objects.filter(contract=OuterRef("pk"))
    rows = Contract.objects.filter(
        ~Exists(entered),
        Exists(finals),
        kind=ContractKind.CLASS_IMMERSION,
        state__in=COVERED_STATES,
    )
    return rows.annotate(
        entry_due=Subquery(finals.values("due")[:1]), final=Subquery(finals.values("pk")[:1])
    )
