"""The board of vocational classes: pupil × period, where each placement stands.

Values rather than rows: the board of a whole lycée costs the same few queries, and only the
lines that a page shows are read in full.
"""

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, Value
from django.utils import timezone

from accounts.enums import Role
from directory.models import ClassGroup
from placements.enums import SHOWN, VOCATIONAL, PlacementState, PupilStatus
from placements.enums.hosts import AskState
from placements.models import (
    Campaign,
    HostRequestPupil,
    Placement,
    PlacementProposal,
    Pupil,
    Stay,
)

# D-35, D-15, D-0: from the first of these days on, a period without host is told.
CALLS = (35, 15, 0)
MOST_TICKED = 600
TICKED = re.compile(r"\d{1,9}-\d{1,9}")
PRESENT = (PlacementState.SIGNED, PlacementState.DONE)


@dataclass(slots=True)
class Cell:
    """A pupil in a period: the placement that counts there, or how far the search is."""

    period: Campaign | None
    status: PupilStatus = PupilStatus.SEARCHING
    placement: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    hosts: str = ""

    @property
    def heading(self):
        return heading_of(self.period)

    @property
    def is_without(self):
        return self.placement is None

    @property
    def is_elsewhere(self):
        """Whether the days of the placement leave the period: it was moved, or the pupil
        came from another class."""
        if self.starts_on is None or self.ends_on is None or self.period is None:
            return False
        return self.starts_on < self.period.starts_on or self.ends_on > self.period.ends_on


def heading_of(period):
    """What a column is called."""
    return period.label or f"Du {period.starts_on:%d/%m}"


@dataclass(slots=True)
class Line:
    """A pupil, a cell per period of the class, and placements of no period of it."""

    pupil: Pupil
    cells: list
    others: list = field(default_factory=list)


@dataclass
class Section:
    """A class: its periods, its pupils."""

    group: ClassGroup
    periods: list
    lines: list = field(default_factory=list)

    @property
    def columns(self):
        """[(period, days until it begins, pupils without a placement, pupils)]."""
        today = timezone.localdate()
        return [
            Column(period, (period.starts_on - today).days, [line.cells[n] for line in self.lines])
            for n, period in enumerate(self.periods)
        ]


@dataclass
class Column:
    """A period of a class in numbers."""

    period: Campaign
    days: int
    cells: list

    @property
    def heading(self):
        return heading_of(self.period)

    @property
    def total(self):
        return len(self.cells)

    @property
    def without(self):
        return sum(cell.is_without for cell in self.cells)

    @property
    def counts(self):
        """[(status, number)] in the order of a search, without the zeros."""
        found = Counter(cell.status for cell in self.cells)
        return [(status, found[status]) for status in PupilStatus if found[status]]

    @property
    def call(self):
        """Which of the three calls this period is at: « J-35 »; "" before, or when it is over
        or everybody has a host."""
        if not self.without or self.days < -7:
            return ""
        reached = [day for day in CALLS if self.days <= day]
        return f"J-{reached[-1]}" if reached else ""


def groups_of(actor, school_year):
    """The classes that prepare a diploma and whose pupils `actor` follows."""
    rows = ClassGroup.objects.filter(school__in=actor.school_ids, school_year=school_year)
    if actor.role == Role.TEACHER:
        rows = rows.filter(referents__user=actor.user)
    return rows.exclude(diploma=None).order_by("school__sort_key", "sort_key", "pk")


def board_of(actor, school_year, today=None):
    """The sections of the whole board, in five queries whatever its size."""
    today = today or timezone.localdate()
    groups = list(groups_of(actor, school_year).select_related("school", "diploma"))
    sections = {group.pk: Section(group, []) for group in groups}
    for period in Campaign.objects.filter(class_group__in=sections).order_by("starts_on", "pk"):
        sections[period.class_group_id].periods.append(period)
    pupils = Pupil.objects.visible_to(actor).present().filter(class_group__in=sections)
    fields = ("last_name", "first_name", "class_group", "school_number", "birth_date", "sort_key")
    placed = _placements(pupils, school_year)
    hopes = _hopes(pupils)
    for pupil in pupils.only(*fields).order_by("sort_key", "pk"):
        section = sections[pupil.class_group_id]
        line = _line(pupil, section.periods, placed[pupil.pk], today)
        for cell in line.cells:
            if cell.is_without:
                cell.status = _searching(cell.period, hopes[pupil.pk])
        section.lines.append(line)
    return list(sections.values())


def _placements(pupils, school_year):
    """{pupil: [(key, period, state, first day, last day)]}."""
    rows = Placement.objects.filter(
        pupil__in=pupils.order_by().values("pk"),
        school_year=school_year,
        kind__in=VOCATIONAL,
        state__in=SHOWN,
    )
    found = defaultdict(list)
    columns = ("pupil", "pk", "period", "state", "starts_on", "ends_on")
    for pupil, *rest in rows.order_by("starts_on", "pk").values_list(*columns):
        found[pupil].append(rest)
    return found


def _hopes(pupils):
    """{pupil: [(status, first, last)]}: companies asked, and what families propose and nobody
    has read yet; one query."""
    keys = pupils.order_by().values("pk")
    requests = HostRequestPupil.objects.filter(
        pupil__in=keys, request__asks__state__in=(AskState.SENT, AskState.ACCEPTED)
    )
    asked: Any = requests.order_by().values_list(
        "pupil",
        Value(PupilStatus.APPLIED.value),
        "request__period__starts_on",
        "request__period__ends_on",
    )
    proposals = PlacementProposal.objects.waiting().filter(pupil__in=keys)
    proposed: Any = proposals.order_by().values_list(
        "pupil", Value(PupilStatus.PROPOSED.value), "starts_on", "ends_on"
    )
    found = defaultdict(list)
    for pupil, status, first, last in asked.union(proposed):
        found[pupil].append((status, first, last))
    return found


def _line(pupil, periods, placements, today):
    """Each placement in its period, else in the one of the class that it meets most; the
    rest beside. Of two in one period, the one that is still held, then the later one."""
    line = Line(pupil, [Cell(period) for period in periods])
    for row in placements:
        key, period, state, first, last = row
        cell = _cell_of(line.cells, period, first, last)
        if cell is None or (not cell.is_without and state == PlacementState.MISSED):
            line.others.append(Cell(None, _status(state, first, last, today), key, first, last))
            continue
        cell.status, cell.placement = _status(state, first, last, today), key
        cell.starts_on, cell.ends_on = first, last
    return line


def _cell_of(cells, period, first, last):
    own = next((cell for cell in cells if cell.period.pk == period), None)
    if own is not None:
        return own
    met = [c for c in cells if c.period.starts_on <= last and c.period.ends_on >= first]
    shared = [
        (min(last, c.period.ends_on) - max(first, c.period.starts_on), -n)
        for n, c in enumerate(met)
    ]
    return met[-max(shared)[1]] if met else None


def _status(state, first, last, today):
    if state in PRESENT and first <= today <= last:
        return PupilStatus.PRESENT
    return PupilStatus(state)


def _searching(period, hopes):
    """A proposal to read goes before companies that were asked."""
    met = {
        PupilStatus(status)
        for status, first, last in hopes
        if first <= period.ends_on and last >= period.starts_on
    }
    hoped = (PupilStatus.PROPOSED, PupilStatus.APPLIED)
    return next((status for status in hoped if status in met), PupilStatus.SEARCHING)


def name_hosts(sections):
    """Write the hosts of the shown lines in their cells; one query."""
    cells = [
        cell
        for section in sections
        for line in section.lines
        for cell in (*line.cells, *line.others)
        if cell.placement
    ]
    rows = Stay.objects.filter(placement__in=[cell.placement for cell in cells])
    names = defaultdict(dict)
    for stay in rows.select_related("company").order_by("starts_on", "pk"):
        names[stay.placement_id][str(stay.company)] = None
    for cell in cells:
        cell.hosts = ", ".join(names[cell.placement])


@dataclass(frozen=True)
class Wanted:
    """What a person asked to see: one class, one status, only who has no placement yet."""

    group: int | None = None
    status: str = ""
    without: bool = False

    def narrow(self, sections):
        """The sections and lines asked for."""
        kept = [s for s in sections if self.group in (None, s.group.pk)]
        if not self.status and not self.without:
            return [Section(s.group, s.periods, list(s.lines)) for s in kept]
        return [Section(s.group, s.periods, [li for li in s.lines if self._has(li)]) for s in kept]

    def _has(self, line):
        today = timezone.localdate()
        cells = [cell for cell in line.cells if cell.period.ends_on >= today or not self.without]
        if self.without:
            cells = [cell for cell in cells if cell.is_without]
        return any(not self.status or cell.status == self.status for cell in cells)


def flat(sections):
    """[(section, line)]: what is cut into pages."""
    return [(section, line) for section in sections for line in section.lines]


def regrouped(pairs):
    """The sections of one page."""
    found: list = []
    for section, line in pairs:
        if not found or found[-1].group is not section.group:
            found.append(Section(section.group, section.periods))
        found[-1].lines.append(line)
    return found


def pupils_of_periods(actor, keys):
    """[(pupil, period)] of ticked boxes « pupil-period » that the actor may act on: pupils of
    the class of the period, in the order of their names; three queries."""
    pairs = [_pair(key) for key in keys[:MOST_TICKED] if TICKED.fullmatch(key)]
    pupils = Pupil.objects.visible_to(actor).present().filter(pk__in=[a for a, _ in pairs])
    rows = pupils.select_related("class_group__school_year", "class_group__diploma", "school")
    known = {pupil.pk: pupil for pupil in rows}
    periods = Campaign.objects.filter(
        Q(class_group__in={pupil.class_group_id for pupil in known.values()}),
        pk__in=[b for _, b in pairs],
    ).select_related("class_group__school", "class_group__diploma", "school")
    by_key = {period.pk: period for period in periods}
    found = [
        (known[a], by_key[b])
        for a, b in dict.fromkeys(pairs)
        if a in known and b in by_key and by_key[b].class_group_id == known[a].class_group_id
    ]
    return sorted(found, key=lambda pair: (pair[0].sort_key, pair[0].pk))


def _pair(key):
    pupil, period = key.split("-")
    return int(pupil), int(period)
