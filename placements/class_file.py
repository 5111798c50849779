"""The placements of a class, one line per pupil and host, for the school's own tools.

The titles are among those that `found_columns` reads: the file can be imported again.
"""

import datetime as dt

from placements.host_columns import HOST_TITLES, PUPIL_TITLES, host_cells, pupil_cells
from placements.rules.follow_up import half_days

TITLES = (
    *PUPIL_TITLES,
    "État",
    *HOST_TITLES,
    "Vu ou appelé le",
    "Demi-journées de présence",
    "Demi-journées d’absence",
    "Avis du tuteur",
    "Motif de non-réalisation",
)


def lines_of(board):
    """The titles, then the lines; a pupil without a placement has one."""
    rows = [list(TITLES)]
    for line in board.lines:
        who = _who(line, board.group)
        hosts = [
            _host(placement, stay)
            for placement in line.placements
            for stay in placement.stays.all()
        ]
        rows += [who + host for host in hosts or [[""] * (len(TITLES) - len(who))]]
    return rows


def _who(line, group):
    return [*_written(pupil_cells(line.pupil, group)), line.status.label]


def _host(placement, stay):
    return [*_written(host_cells(stay, placement.state)), *_follow_up(placement)]


def _written(cells):
    return [_day(cell) if isinstance(cell, dt.date) else cell for cell in cells]


def _follow_up(placement):
    present, absent = half_days(placement.presences.all())
    return [
        _day(max((visit.done_on for visit in placement.seen), default=None)),
        present or "",
        absent or "",
        "oui" if placement.is_evaluated else "",
        placement.get_missed_reason_display(),
    ]


def _day(day):
    return f"{day:%d/%m/%Y}" if day else ""
