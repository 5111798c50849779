"""The board of vocational classes as a table, a line per pupil and period.

The titles are among those that `found_columns` reads: the file can be imported again.
"""

from placements.host_columns import HOST_TITLES, PUPIL_TITLES, host_cells, pupil_cells
from placements.models import Stay

TITLES = (*PUPIL_TITLES, "Diplôme", "Période", "État", *HOST_TITLES)


def lines_of(sections):
    """The titles, then the lines; a pupil without a placement in a period has one too."""
    cells = [
        (section.group, line.pupil, cell)
        for section in sections
        for line in section.lines
        for cell in (*line.cells, *line.others)
    ]
    keys = [cell.placement for _, _, cell in cells if cell.placement]
    stays: dict = {}
    rows = Stay.objects.filter(placement__in=keys).select_related("company", "placement")
    for stay in rows.order_by("starts_on", "pk"):
        stays.setdefault(stay.placement_id, []).append(stay)
    found = [list(TITLES)]
    for group, pupil, cell in cells:
        who = _who(group, pupil, cell)
        hosts = [host_cells(stay, stay.placement.state) for stay in stays.get(cell.placement, [])]
        found += [who + host for host in hosts or [[""] * (len(TITLES) - len(who))]]
    return found


def _who(group, pupil, cell):
    return [
        *pupil_cells(pupil, group),
        str(group.diploma),
        (cell.period.label or "Période") if cell.period else "",
        cell.status.label,
    ]
