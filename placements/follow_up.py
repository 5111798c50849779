"""Who has no placement yet, when it presses, and who follows them: counts, no names."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.utils import timezone

from directory.models import ClassGroup
from placements.enums import HELD, ProposalState
from placements.models import Campaign, ClassReferent, Placement, Pupil
from placements.models.campaigns import following_level
from placements.models.pupils import followed_by

# From here on, who follows the class is reminded and has a to-do; five days sooner for the
# periods of a class that prepares a diploma.
PRESSING, PRESSING_PFMP = dt.timedelta(days=30), dt.timedelta(days=35)


def _held(pupil):
    """Placements of a pupil (an outer reference) that meet the window of the query around."""
    return Placement.objects.held().filter(
        pupil=pupil, starts_on__lte=OuterRef("ends_on"), ends_on__gte=OuterRef("starts_on")
    )


def seeking(today=None):
    """Pupils without a placement for a window that comes within thirty days (thirty-five for a
    PFMP), or runs; `due` is its first day."""
    today = today or timezone.localdate()
    of_diploma = Q(class_group__diploma__isnull=False, starts_on__lte=today + PRESSING_PFMP)
    windows = Campaign.objects.of_class("class_group").filter(
        of_diploma | Q(starts_on__lte=today + PRESSING),
        ~Exists(_held(OuterRef(OuterRef("pk")))),
        ends_on__gte=today,
    )
    due = Subquery(windows.order_by("starts_on").values("starts_on")[:1])
    return Pupil.objects.present().annotate(due=due).filter(due__isnull=False)


def windows_with_seekers():
    """Placement windows for which a pupil of their classes has no placement."""
    held = Placement.objects.held().filter(
        pupil=OuterRef("pk"),
        starts_on__lte=OuterRef(OuterRef("ends_on")),
        ends_on__gte=OuterRef(OuterRef("starts_on")),
    )
    pupils = Pupil.objects.present().filter(
        ~Exists(held),
        class_group__school=OuterRef("school"),
        class_group__level=OuterRef("level"),
        class_group__school_year=OuterRef("school_year"),
    )
    own = pupils.filter(class_group=OuterRef("class_group"))
    usual = pupils.filter(following_level("class_group__"))
    return Campaign.objects.filter(Q(Exists(own)) | Q(Exists(usual), class_group=None))


def seekers_of_referent(group, user):
    """Pupils of a class whom one of its referents follows, without a placement for the window
    of the query around; `group` and `user` are its columns."""
    held = Placement.objects.held().filter(
        pupil=OuterRef("pk"),
        starts_on__lte=OuterRef(OuterRef("ends_on")),
        ends_on__gte=OuterRef(OuterRef("starts_on")),
    )
    own = Pupil.objects.present().filter(followed_by(OuterRef(user)), class_group=OuterRef(group))
    return own.filter(~Exists(held))


def counts_of(window, referent=None):
    """[(class, pupils, without a placement)] of a window; those that `referent` (a user's key)
    follows, or all."""
    groups = ClassGroup.objects.filter(
        school=window.school_id, level=window.level, school_year=window.school_year_id
    )
    own = Q(pk=window.class_group_id) if window.class_group_id else following_level()
    groups = groups.filter(own)
    if referent is not None:
        groups = groups.filter(referents__user=referent)
    present = Q(pupils__left_on=None)
    if referent is not None:
        present &= followed_by(referent, "pupils__")
    held = present & Q(
        pupils__placements__state__in=HELD,
        pupils__placements__starts_on__lte=window.ends_on,
        pupils__placements__ends_on__gte=window.starts_on,
    )
    rows = groups.annotate(
        pupil_count=Count("pupils", filter=present, distinct=True),
        placed_count=Count("pupils", filter=held, distinct=True),
    )
    return [(row, row.pupil_count, row.pupil_count - row.placed_count) for row in rows]


@dataclass
class Load:
    """What one referent follows."""

    user: object
    groups: list
    pupils: int = 0
    placed: int = 0
    waiting: int = 0
    followed: int = 0
    seen: int = 0
    planned: int = 0

    @property
    def without(self):
        return self.pupils - self.placed


def loads(schools, school_year):
    """The load of each referent of these schools for a year, the heaviest first; two
    queries, whatever the number of classes. A class that is shared counts with each for the
    pupils of their own, and those of nobody. A placement of another year (the one of 4e of a
    pupil now in 3e) places nobody."""
    pupils = "class_group__pupils__"
    present = Q(followed_by(F("user"), pupils), **{f"{pupils}left_on": None})
    held = present & Q(
        **{
            f"{pupils}placements__state__in": HELD,
            f"{pupils}placements__school_year": F("class_group__school_year"),
        }
    )
    asks = present & Q(class_group__pupils__proposals__state=ProposalState.WAITING)
    rows = ClassReferent.objects.filter(
        class_group__school__in=schools, class_group__school_year=school_year
    )
    rows = rows.select_related("user", "class_group").annotate(
        pupil_count=Count("class_group__pupils", filter=present, distinct=True),
        placed_count=Count("class_group__pupils", filter=held, distinct=True),
        waiting_count=Count("class_group__pupils__proposals", filter=asks, distinct=True),
    )
    found = {}
    for row in rows:
        load = found.setdefault(row.user_id, Load(row.user, []))
        load.groups.append(row.class_group)
        load.pupils += row.pupil_count
        load.placed += row.placed_count
        load.waiting += row.waiting_count
    for row in _visits(schools, school_year):
        if load := found.get(row.pop("referent")):
            load.followed, load.seen, load.planned = row.values()
    return sorted(found.values(), key=lambda load: (-load.pupils, str(load.user)))


def _visits(schools, school_year):
    """Placements that each referent follows: all, seen or called, with a visit to come."""
    rows = Placement.objects.held().of_year(school_year).filter(school__in=schools)
    seen = Q(visits__done_on__isnull=False)
    return (
        rows.order_by()
        .values("referent")
        .annotate(
            followed=Count("pk", distinct=True),
            seen=Count("pk", filter=seen, distinct=True),
            planned=Count(
                "pk", filter=Q(visits__isnull=False, visits__done_on=None), distinct=True
            ),
        )
    )
