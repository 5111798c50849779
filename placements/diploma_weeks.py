"""Weeks of vocational periods that count towards a diploma, and who lacks some (R-PF-1)."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Exists, IntegerField, OuterRef, Prefetch, Q, Sum, When

from directory.calendar import Calendar
from placements.enums import HELD, VOCATIONAL, PlacementState
from placements.enums.follow_up import Half, Teller
from placements.models import Campaign, Placement, PresenceDay, Pupil
from placements.rules.follow_up import half_days
from placements.rules.pfmp import weeks_counted, weeks_missing
from placements.weeks_pfmp import DAY, days_of

COUNTED = (PlacementState.DONE, PlacementState.SIGNED)


@dataclass
class Line:
    """What one pupil has done of the periods of the year and of the diploma, in weeks."""

    pupil: Any
    due: float
    done: float
    to_come: float
    whole: float

    @property
    def missed(self):
        """Of the periods of the class that are over, this year."""
        return weeks_missing(self.due, self.done)

    @property
    def minimum(self):
        return self.pupil.class_group.diploma.min_weeks

    @property
    def left(self):
        """To the minimum of the diploma, the weeks to come counted."""
        return weeks_missing(self.minimum, self.whole, self.to_come)


class Weeks:
    """Weeks between two days, each span read once of the calendar."""

    def __init__(self, calendar=None):
        self.calendar, self.known = calendar or Calendar.load(), {}

    def days(self, first, last):
        if last < first:
            return 0
        if (first, last) not in self.known:
            self.known[first, last] = days_of(first, last, self.calendar)
        return self.known[first, last]

    def of(self, first, last, absent=0):
        return weeks_counted(self.days(first, last), absent)


def weeks_of(placement, weeks=None):
    """Weeks that a placement that took place counts, absences taken away; its presences are
    read with it."""
    absent = half_days(placement.presences.all())[1]
    return (weeks or Weeks()).of(placement.starts_on, placement.ends_on, absent)


def lines(actor, school_year, today, group=None):
    """A `Line` for each pupil that `actor` reads of classes that prepare a diploma, who lacks
    most first; four queries and the calendar, whatever their number."""
    pupils = (
        Pupil.objects.visible_to(actor)
        .present()
        .filter(class_group__school_year=school_year, class_group__diploma__isnull=False)
    )
    pupils = pupils.filter(class_group=group) if group else pupils
    placements = Placement.objects.held().filter(kind__in=VOCATIONAL)
    rows = list(
        pupils.select_related("class_group__diploma", "class_group__school").prefetch_related(
            Prefetch("placements", placements, "vocational")
        )
    )
    absences = _absences([one.pk for row in rows for one in row.vocational])
    due, weeks = _due({row.class_group_id for row in rows}, today), Weeks()
    found = [_line(row, due[row.class_group_id], absences, today, weeks) for row in rows]
    return sorted(found, key=lambda one: (-one.missed, -one.left, one.pupil.sort_key))


def _line(pupil, periods, absences, today, weeks):
    year = pupil.class_group.school_year_id
    done = this_year = to_come = 0
    for one in pupil.vocational:
        if one.state in COUNTED:
            absent = absences.get(one.pk, 0)
            counted = weeks.of(one.starts_on, min(one.ends_on, today), absent)
            done += counted
            this_year += counted if one.school_year_id == year else 0
        if one.state in HELD and one.state != PlacementState.UNCOVERED:
            to_come += weeks.of(max(one.starts_on, today + DAY), one.ends_on)
    due = sum(weeks.of(first, last) for first, last in periods)
    return Line(pupil, round(due, 1), round(this_year, 1), round(to_come, 1), round(done, 1))


def _due(groups, today):
    """{class key: [(first, last)…]} of the periods that are over."""
    found = defaultdict(list)
    rows = Campaign.objects.filter(class_group__in=groups, ends_on__lt=today)
    for group, first, last in rows.values_list("class_group", "starts_on", "ends_on"):
        found[group].append((first, last))
    return found


def _absences(placements):
    """{placement key: half-days of absence}; the school's word stands before the host's."""
    said = PresenceDay.objects.filter(
        placement=OuterRef("placement"), day=OuterRef("day"), side=Teller.SCHOOL
    )
    rows = PresenceDay.objects.filter(placement__in=placements).filter(
        Q(side=Teller.SCHOOL) | ~Exists(said)
    )
    half = [Case(When(**{name: Half.ABSENT}, then=1), default=0, output_field=IntegerField())
            for name in ("morning", "afternoon")]  # fmt: skip
    counted = rows.order_by().values("placement").annotate(absent=Sum(half[0] + half[1]))
    return {row["placement"]: row["absent"] for row in counted}


TITLES = (
    "Nom",
    "Prénom",
    "Classe",
    "Diplôme",
    "Semaines manquées",
    "Semaines faites cette année",
    "Semaines des périodes terminées",
    "Semaines à venir",
    "Reste pour le diplôme",
    "Minimum du diplôme",
)


def table_of(rows):
    """The titles, then a line for each `Line`, in weeks."""
    return [list(TITLES), *map(_row, rows)]


def _row(line):
    pupil, group = line.pupil, line.pupil.class_group
    who = [pupil.last_name, pupil.first_name, group.name, str(group.diploma)]
    return [*who, line.missed, line.done, line.due, line.to_come, line.left, line.minimum]


def by_class(rows):
    """[(class, pupils, pupils who lack weeks)] of some lines, for the summary."""
    found = {}
    for row in rows:
        group = row.pupil.class_group
        pupils, lacking = found.get(group, (0, 0))
        found[group] = (pupils + 1, lacking + (row.missed > 0))
    return [(group, *counts) for group, counts in sorted(found.items(), key=_name)]


def _name(pair):
    return pair[0].sort_key
