"""What immersions add to the actions of committees: the groups that came, as counted."""

from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from clee import realisations
from clee.realisations import Counts, Line, priority_audience, schools_of
from directory.tallies import Tally
from partnerships.enums import OfferKind
from partnerships.models import Attendance, Booking

NUMBERS = ("girls", "boys", "unspecified", "adults")
PRIORITY = priority_audience("school", "class_group__special_kind")


def _counted(rows):
    """Each with the attendance that stands, else what was announced; `of_priority`."""
    best = Attendance.objects.filter(booking=OuterRef("pk")).best_first()
    came = {f"came_{n}": Coalesce(Subquery(best.values(n)[:1]), F(n)) for n in NUMBERS}
    return rows.annotate(**came)


def _lines(rows):
    found = list(_counted(rows).for_lists().order_by("starts_on", "pk"))
    marked = set(rows.filter(PRIORITY).values_list("pk", flat=True)) if found else set()
    for row in found:
        counts = Counts(*(getattr(row, f"came_{name}") for name in NUMBERS))
        if row.pk in marked:
            counts += Counts(priority=counts.pupils)
        yield Line(f"immersion:{row.pk}", _what(row), row.starts_on, row.ends_on, counts)


def _what(row):
    """The kind, the group, from where to where; never a person."""
    words = [OfferKind(row.kind).label]
    if row.class_group:
        words.append(row.class_group.name)
    return f"{', '.join([*words, str(row.guest)])}, chez {row.host}"


def _linked(action):
    return _lines(Booking.objects.taken().filter(committee_action=action))


def _offered(action):
    schools = schools_of(action)
    rows = Booking.objects.taken().filter(committee_action=None)
    rows = rows.filter(Q(school__in=schools) | Q(host_school__in=schools))
    return _lines(rows.overlapping(action.starts_on, action.ends_on))


def _tally(actions):
    rows = _counted(Booking.objects.taken().filter(committee_action__in=actions.values("pk")))
    pupils = F("came_girls") + F("came_boys") + F("came_unspecified")
    sums: dict[str, Any] = {name: Sum(f"came_{name}") for name in NUMBERS}
    # The sum of nothing is None: no group of a priority audience came.
    sums["priority"] = Coalesce(Sum(pupils, filter=PRIORITY), 0)
    return Tally(rows, "committee_action", sums)


def _link(action, key):
    rows = Booking.objects.taken().filter(pk=key, committee_action=None)
    return rows.update(committee_action=action)


def _unlink(action, key):
    return Booking.objects.filter(pk=key, committee_action=action).update(committee_action=None)


realisations.register(
    realisations.Source("immersion", "Immersions", _offered, _linked, _link, _unlink, _tally)
)
