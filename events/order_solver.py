"""The running order as a small integer programme (R-EV-2): pure, numbers in, numbers out.

In this order of weight: every team passes; no juror is wanted in two rooms at once; a team
meets a panel that may mark it; and the drawn order is kept: who was drawn first passes first,
unless breaks, arrivals and departures forbid it.
"""

from collections import defaultdict

from directory.milp import Programme, maximise
from events.order_values import PLACED, RECUSED, TORN, Order, drawn


def propose(problem, seconds):
    """The best `Order` found: one team at a time before a panel, one panel at a time in a
    room, nobody before they arrive or after they leave."""
    slots = problem.hours.starts()
    order = drawn([one.key for one in problem.entrants], problem.seed)
    waits = {key: len(order) - rank for rank, key in enumerate(order)}
    cells = [
        (one, panel, slot, at)
        for one in sorted(problem.entrants, key=lambda one: waits[one.key], reverse=True)
        for panel in one.panels
        for slot, at in enumerate(slots)
        if _fits(problem, one, panel, at)
    ]
    if not cells:
        return Order()
    found = maximise(_programme(problem, cells, waits), seconds)
    chosen = [cell for cell, value in zip(cells, found.values, strict=False) if value > 0.5]
    passages = {one.key: (panel, at) for one, panel, _, at in chosen}
    return Order(passages, found.gap, found.seconds)


def _fits(problem, one, panel, at):
    hours, apart = problem.hours, _others(problem.apart)
    if at < one.arrives or at + hours.length > one.leaves:
        return False
    rooms = {panel, *apart[panel]}
    return not any(
        kept.panel in rooms
        and kept.start < at + hours.length + hours.change
        and at < kept.end + hours.change
        for kept in problem.kept
    )


def _others(pairs):
    found = defaultdict(set)
    for one, other in pairs:
        found[one].add(other)
        found[other].add(one)
    return found


def _programme(problem, cells, waits):
    """Unknowns: one per possible passage, then one per hour at which a shared juror is torn."""
    made, torn = Programme(), _others(problem.shared)
    slots = sorted({slot for _, _, slot, _ in cells})
    panels = sorted({panel for _, panel, _, _ in cells})
    apart = [tuple(pair) for pair in problem.apart if set(pair) <= set(panels)]
    shared = [tuple(pair) for pair in problem.shared if set(pair) <= set(panels)]
    for one in problem.entrants:
        made.row(("team", one.key), 1)
    for slot in slots:
        for panel in panels:
            made.row(("panel", panel, slot), 1)
        for pair in (*apart, *shared):
            made.row(("pair", pair, slot), 1)
    for one, panel, slot, at in cells:
        entries = [(("team", one.key), 1), (("panel", panel, slot), 1)]
        entries += [(("pair", pair, slot), 1) for pair in (*apart, *shared) if panel in pair]
        worth = PLACED - waits[one.key] * slot - RECUSED * one.recused.get(panel, 0)
        worth -= TORN * _busy(problem, torn[panel], at) + _lot(problem, one, panel)
        made.unknown(worth, entries)
    for slot in slots:
        for pair in shared:
            made.unknown(-TORN, [(("pair", pair, slot), -1)])
    return made


def _busy(problem, panels, at):
    """Whether a juror of both is kept elsewhere at that hour."""
    end = at + problem.hours.length
    return any(k.panel in panels and k.start < end and at < k.end for k in problem.kept)


def _lot(problem, one, panel):
    """Which of two like panels: by the seed too, for less than anything else."""
    order = drawn(one.panels, f"{problem.seed}/{one.key}")
    return order.index(panel) / (2 * len(order))
