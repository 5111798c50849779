"""What placements add to the actions of committees: those of a class at the same days, in
numbers, never a pupil."""

import datetime as dt

from django.db.models import Count, Q
from django.db.models.functions import JSONObject

from clee import realisations
from clee.realisations import Counts, Line, priority_audience, schools_of
from directory.tallies import Tally
from placements.enums import PlacementKind, Sex
from placements.models import Placement

PRIORITY = priority_audience("school", "audience")
GROUP = ("kind", "class_group", "class_group__name", "school__name", "starts_on", "ends_on")
SUMS = {
    "girls": Count("pk", filter=Q(sex=Sex.FEMALE)),
    "boys": Count("pk", filter=Q(sex=Sex.MALE)),
    "unspecified": Count("pk", filter=Q(sex=Sex.UNSPECIFIED)),
    "priority": Count("pk", filter=PRIORITY),
}


def _lines(rows):
    for row in rows.order_by().values(*GROUP).annotate(counts=JSONObject(**SUMS)):
        kind = PlacementKind(row["kind"])
        what = f"{kind.label}, {row['class_group__name']}, {row['school__name']}"
        key = f"stages:{row['class_group']}_{kind}_{row['starts_on']}_{row['ends_on']}"
        yield Line(key, what, row["starts_on"], row["ends_on"], Counts(**row["counts"]))


def _linked(action):
    return _lines(Placement.objects.held().filter(committee_action=action))


def _offered(action):
    rows = Placement.objects.held().filter(committee_action=None, school__in=schools_of(action))
    return _lines(rows.filter(starts_on__lte=action.ends_on, ends_on__gte=action.starts_on))


def _tally(actions):
    rows = Placement.objects.held().filter(committee_action__in=actions.values("pk"))
    return Tally(rows, "committee_action", SUMS)


def _of_key(key):
    """The placements of one class, kind and days; nothing for a key that is none."""
    try:
        group, kind, first, last = key.split("_")
        days = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
        return Placement.objects.held().filter(
            class_group=int(group), kind=kind, starts_on=days[0], ends_on=days[1]
        )
    except ValueError:
        return Placement.objects.none()


def _link(action, key):
    return _of_key(key).filter(committee_action=None).update(committee_action=action)


def _unlink(action, key):
    return _of_key(key).filter(committee_action=action).update(committee_action=None)


realisations.register(
    realisations.Source("stages", "Stages", _offered, _linked, _link, _unlink, _tally)
)
