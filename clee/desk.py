"""The steering desk: the committees of a territory, what is late first (R-CL-1, R-CL-3)."""

from dataclasses import dataclass
from typing import Any

from clee import figures
from clee.models import Committee
from directory.enums import SchoolKind
from directory.models import School

# Who is expected in a committee (R-CL-2).
EXPECTED = (
    SchoolKind.COLLEGE,
    SchoolKind.LYCEE_GT,
    SchoolKind.LYCEE_PRO,
    SchoolKind.LYCEE_POLYVALENT,
    SchoolKind.EREA,
)


@dataclass(frozen=True)
class Cell:
    label: str
    words: str
    is_late: bool
    value: Any


@dataclass(frozen=True)
class Line:
    """A committee and what its figures say."""

    committee: Committee
    cells: list

    @property
    def late(self):
        return sum(cell.is_late for cell in self.cells)


def lines(committees, day):
    """One per committee; three queries whatever their number. What is late comes first."""
    rows = committees.annotate(**{f"figure_{one.key}": one.expression(day) for one in figures.ALL})
    found = [Line(row, _cells(row, day)) for row in rows.prefetch_related("departments")]
    found.sort(key=lambda line: (-line.late, line.committee.sort_key))
    return found


def _cells(row, day):
    values = [(one, getattr(row, f"figure_{one.key}")) for one in figures.ALL]
    return [
        Cell(one.label, one.words(value, day), one.is_late(value, day), value)
        for one, value in values
    ]


def chosen(found, late="", order=""):
    """The lines that are late at the figure `late` (at any: "1"), in the order of a column:
    its key, "nom", or what is late first."""
    keys = [one.key for one in figures.ALL]
    if late in keys:
        at = keys.index(late)
        found = [line for line in found if line.cells[at].is_late]
    elif late:
        found = [line for line in found if line.late]
    if order in keys:
        at = keys.index(order)
        found = sorted(found, key=lambda line: _sortable(line.cells[at]))
    elif order == "nom":
        found = sorted(found, key=lambda line: line.committee.sort_key)
    return found


def _sortable(cell):
    """What is late, then in growing order, then what has no value."""
    return (not cell.is_late, cell.value is None, cell.value if cell.value is not None else 0)


def table(found):
    """The rows of the file, titles first."""
    yield ["Comité", "Départements", "État", *(one.label for one in figures.ALL)]
    for line in found:
        places = ", ".join(row.name for row in line.committee.departments.all())
        state = line.committee.get_state_display()
        yield [line.committee.name, places, state, *(cell.words for cell in line.cells)]


def schools_without(actor, department=None):
    """Open collèges and lycées of the actor's territory that belong to no living committee,
    neither as a member nor as its support."""
    living = Committee.objects.living()
    rows = School.objects.visible_to(actor).open().counted().filter(kind__in=EXPECTED)
    if not actor.is_administrator:
        rows = rows.filter(department__in=actor.department_codes)
    if department is not None:
        rows = rows.filter(department=department)
    members = School.objects.filter(
        committee_memberships__left_on=None, committee_memberships__committee__in=living
    )
    rows = rows.exclude(pk__in=members.values("pk"))
    supports = living.exclude(support_school=None).values("support_school")
    return rows.exclude(pk__in=supports).select_related("department")
