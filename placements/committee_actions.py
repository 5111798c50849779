"""What placements add to the actions of committees: those of a class at the same days, in
numbers, never a pupil."""

import datetime as dt

from django.db.models import Count, Q

from clee import realisations
from clee.realisations import Counts, Line, priority_audience, schools_of
from placements.enums import PlacementKind, Sex
from placements.models import Placement

PRIORITY = priority_audience("school", "audience")
GROUP = ("kind", "class_group", "class_group__name", "school__name", "starts_on", "ends_on")
SUMS = {
    "n_girls": Count("pk", filter=Q(sex=Sex.FEMALE)),
    "n_boys": Count("pk", filter=Q(sex=Sex.MALE)),
    "n_unspecified": Count("pk", filter=Q(sex=Sex.UNSPECIFIED)),
    "n_priority": Count("pk", filter=PRIORITY),
}


def _counts(row):
    girls, boys, other, priority = (row[name] for name in SUMS)
    return Counts(girls, boys, other, 0, priority)


def _lines(rows):
    for row in rows.order_by().values(*GROUP).annotate(**SUMS):
        kind = PlacementKind(row["kind"])
        what = f"{kind.label}, {row['class_group__name']}, {row['school__name']}"
        key = f"stages:{row['class_group']}_{kind}_{row['starts_on']}_{row['ends_on']}"
        yield Line(key, what, row["starts_on"], row["ends_on"], _counts(row))


def _linked(action):
    return _lines(Placement.objects.held().filter(committee_action=action))


def _offered(action):
    rows = Placement.objects.held().filter(committee_action=None, school__in=schools_of(action))
    return _lines(rows.filter(starts_on__lte=action.ends_on, ends_on__gte=action.starts_on))


def _totals(actions):
    rows = Placement.objects.held().filter(committee_action__in=actions.values("pk"))
    found = rows.order_by().values("committee_action").annotate(**SUMS)
    return {row["committee_action"]: _counts(row) for row in found}


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
    realisations.Source("stages", "Stages", _offered, _linked, _totals, _link, _unlink)
)
