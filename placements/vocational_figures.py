"""Figures of the vocational periods of a school for its head: counts, no names (R-PF-1)."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, Subquery

from directory.models import ClassGroup
from placements.distances import km_from_home
from placements.enums import HELD, VOCATIONAL, PlacementState, Sex
from placements.enums.vocational import EndReason
from placements.models import Campaign, EarlyEnd, Placement, Pupil, Stay

PLURALS = {Sex.FEMALE: "Filles", Sex.MALE: "Garçons"}
# (up to so many kilometres, label); None: further.
BANDS = (
    (10, "Jusqu’à 10 km"),
    (30, "De 10 à 30 km"),
    (60, "De 30 à 60 km"),
    (None, "Plus de 60 km"),
)
UNKNOWN = "Non connue"
BROKEN = Q(early_end__isnull=False) | Q(state=PlacementState.MISSED)


@dataclass
class Row:
    """Placements of a diploma, a sector, a distance or a sex."""

    label: str
    held: int = 0
    done: int = 0
    broken: int = 0


def placements_of(schools, school_year):
    rows = Placement.objects.of_year(school_year).filter(school__in=schools, kind__in=VOCATIONAL)
    return rows.exclude(state=PlacementState.CANCELLED)


def _counted(rows, *names):
    """The groups of `rows` by these columns, with what a `Row` counts."""
    return (
        rows.order_by()
        .values(*names)
        .annotate(
            held=Count("pk", filter=Q(state__in=HELD), distinct=True),
            done=Count("pk", filter=Q(state=PlacementState.DONE) & ~BROKEN, distinct=True),
            broken=Count("pk", filter=BROKEN, distinct=True),
        )
    )


def _rows(rows, name, label_of=str):
    found = [
        Row(label_of(one[name]), one["held"], one["done"], one["broken"])
        for one in _counted(rows, name)
    ]
    return sorted(found, key=lambda row: (-row.held, row.label))


def by_diploma(rows):
    return _rows(rows, "class_group__diploma__label", lambda one: one or "Diplôme non indiqué")


def by_sex(rows):
    return _rows(rows, "sex", lambda one: PLURALS.get(one, Sex(one).label))


def by_sector(rows):
    """Of the first host."""
    first = Stay.objects.filter(placement=OuterRef("pk")).order_by("starts_on", "pk")
    sector = Subquery(first.values("company__sector__label")[:1])
    return _rows(rows.annotate(sector=sector), "sector", lambda one: one or UNKNOWN)


def by_distance(rows):
    """From the pupil’s municipality to the first host, as it is kept or as it is today."""
    found = {label: Row(label) for _, label in BANDS} | {UNKNOWN: Row(UNKNOWN)}
    for one in _counted(rows.annotate(km=km_from_home()), "km"):
        row = found[_band(one["km"])]
        row.held += one["held"]
        row.done += one["done"]
        row.broken += one["broken"]
    return [row for row in found.values() if row.held or row.broken]


def _band(km):
    if km is None:
        return UNKNOWN
    return next(label for most, label in BANDS if most is None or km <= most)


def broken_off(rows):
    """[(reason, placements)] of those that stopped before their last day."""
    found = EarlyEnd.objects.filter(placement__in=rows).order_by().values("reason")
    counted = found.annotate(number=Count("pk")).order_by("-number", "reason")
    return [(EndReason(one["reason"]).label, one["number"]) for one in counted]


@dataclass
class Without:
    """One period of one class: who has no placement for it."""

    period: Campaign
    pupils: int
    without: int


def without_by_period(schools, school_year):
    """The periods of the year by date, with the pupils who have a placement and not."""
    periods = Campaign.objects.filter(
        school__in=schools, school_year=school_year, class_group__diploma__isnull=False
    )
    held = Placement.objects.held().filter(
        pupil=OuterRef("pk"),
        starts_on__lte=OuterRef(OuterRef("ends_on")),
        ends_on__gte=OuterRef(OuterRef("starts_on")),
    )
    pupils = Pupil.objects.present().filter(class_group=OuterRef("class_group"))
    rows = periods.select_related("class_group").annotate(
        pupils=_count(pupils), without=_count(pupils.filter(~Exists(held)))
    )
    rows = rows.order_by("starts_on", "class_group__sort_key")
    return [Without(row, row.pupils or 0, row.without or 0) for row in rows]


def _count(rows):
    counted = rows.order_by().values("class_group").annotate(number=Count("pk"))
    return Subquery(counted.values("number"))


def prepares_diplomas(schools, school_year):
    return ClassGroup.objects.filter(
        school__in=schools, school_year=school_year, diploma__isnull=False
    ).exists()
