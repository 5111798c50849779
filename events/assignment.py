"""Jurors drawn into panels: pure, and the same for whoever knows the seed (issue of R-EV-1)."""

import random
from collections import Counter


def assign(colleges, panels, barred, seed):
    """({juror: panel}, {juror: second panel}), keys as given, in their order.

    Each college in turn, in an order drawn from `seed`: a juror sits where the college is
    least, then where fewest sit, among the panels without a conflict (`barred` holds
    (juror, panel) pairs); where every panel has one, they sit where they would else, and are
    recused for those teams. One juror of each panel but the last also marks for the next
    one, so that the panels compare (`events.ranking`).
    """
    # Drawn from a seed that is printed: no secret is made here.
    chance = random.Random(seed)  # noqa: S311
    order = list(colleges)
    chance.shuffle(order)
    seats: dict = {}
    of_college: Counter = Counter()
    sizes: Counter = Counter()
    for juror in sorted(order, key=lambda key: str(colleges[key])):
        free = [panel for panel in panels if (juror, panel) not in barred] or panels
        college = colleges[juror]
        seat = min(free, key=lambda panel: (of_college[college, panel], sizes[panel]))
        seats[juror] = seat
        of_college[college, seat] += 1
        sizes[seat] += 1
    return seats, _bridges(order, panels, seats, barred)


def _bridges(order, panels, seats, barred):
    found: dict = {}
    for panel, following in zip(panels, panels[1:], strict=False):
        mine = [juror for juror in order if seats[juror] == panel]
        free = [juror for juror in mine if (juror, following) not in barred] or mine
        if free:
            found[free[0]] = following
    return found
