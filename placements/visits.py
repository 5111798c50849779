"""« À voir cette semaine »: the placements that a referent follows and has not seen yet."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Prefetch

from placements.enums import HELD
from placements.enums.follow_up import Alert
from placements.models import Placement, Stay, Visit

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class ToSee:
    """A placement under way or about to begin, with what is known of its visits."""

    placement: Placement
    today: date
    visits: list = field(default_factory=list)

    @property
    def planned(self):
        """The next visit or call that is planned, None without one."""
        rows = [one for one in self.visits if one.done_on is None]
        return min(rows, key=lambda one: one.planned_on, default=None)

    @property
    def last(self):
        """The last one that took place, None before the first."""
        rows = [one for one in self.visits if one.done_on]
        return max(rows, key=lambda one: (one.done_on, one.pk), default=None)

    @property
    def stays(self):
        """The hosts of today and of the days to come."""
        return [stay for stay in self.placement.stays.all() if stay.ends_on >= self.today]

    @property
    def is_due(self):
        """Nobody has seen the pupil, or what was seen asks to come back."""
        return self.planned is not None or self.last is None or self.last.alert != Alert.GREEN


def to_see(user, today):
    """The lines of a referent: first what is planned, by day, then by town."""
    stays = Prefetch("stays", Stay.objects.select_related("company"))
    rows = Placement.objects.filter(
        referent=user, state__in=HELD, starts_on__lt=today + WEEK, ends_on__gte=today
    )
    rows = rows.exclude(pupil=None).select_related("pupil", "class_group")
    lines = [
        ToSee(row, today, list(row.visits.all()))
        for row in rows.prefetch_related(stays, Prefetch("visits", Visit.objects.all()))
    ]
    return sorted((line for line in lines if line.is_due), key=_order)


def _order(line):
    planned = line.planned
    towns = [stay.company.city for stay in line.stays]
    return (planned.planned_on if planned else date.max, towns[:1], line.placement.pupil.sort_key)
