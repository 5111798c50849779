"""The insertion of the classes that end a diploma, in names and in numbers (R-PF-7)."""

from collections import Counter
from dataclasses import dataclass

from directory.enums import Level
from directory.enums_diplomas import DiplomaKind
from placements.board_pfmp import groups_of
from placements.enums.hosts import SearchState, Wish
from placements.models import Insertion, Pupil

LAST = {
    DiplomaKind.CAP: Level.CAP2,
    DiplomaKind.BAC_PRO: Level.TERMINALE,
    DiplomaKind.BTS: Level.BTS2,
}


@dataclass(frozen=True)
class Line:
    """A pupil of a last year, and what is known of the search; None when nothing is."""

    pupil: Pupil
    row: Insertion | None


def lines_of(actor, school_year, every=False):
    """[(class, lines)]: classes of a last year, or all with `every`; three queries."""
    groups = [
        group
        for group in groups_of(actor, school_year).select_related("school", "diploma")
        if every or LAST.get(group.diploma.kind, group.level) == group.level
    ]
    rows = Insertion.objects.visible_to(actor).filter(class_group__in=groups)
    known = {row.pupil_id: row for row in rows.select_related("company", "offer")}
    found = {group.pk: (group, []) for group in groups}
    pupils = Pupil.objects.visible_to(actor).present().filter(class_group__in=groups)
    pupils = pupils.select_related("class_group__school")
    for pupil in pupils.order_by("sort_key", "pk"):
        row = known.get(pupil.pk)
        found[pupil.class_group_id][1].append(Line(pupil, row))
    return list(found.values())


def counts_of(lines):
    """[(words, number)] of one class: what was found first, then who searches, the silent."""
    rows = [line.row for line in lines]
    found = Counter(row.wish for row in rows if row and row.state == SearchState.FOUND)
    states = Counter(row.state for row in rows if row and row.state != SearchState.FOUND)
    said = [(f"{wish.label}, trouvé", found[wish]) for wish in Wish]
    said += [(state.label, states[state]) for state in SearchState]
    said.append(("Non renseigné", rows.count(None)))
    return [(words, number) for words, number in said if number]
