"""Bars by département or académie, else bassin or type of school, of the first figure of a
theme: for the page and for the paper.

The table beside them says the same, so that they are drawn plainly and read by nobody else.
"""

from dataclasses import dataclass

from reports.dimensions import ACADEMY, BASIN, DEPARTMENT, DIMENSIONS, SCHOOL_KIND

# Of more départements than that, neither bars nor a printed table can be read; of more of
# anything else, the longest bars are drawn.
MANY = 20
READABLE, LONGEST = 15, 12
WIDTH, ROW, NAMES, VALUES = 640, 26, 220, 60
BARS = WIDTH - NAMES - VALUES


@dataclass(frozen=True)
class Chart:
    """`bars`: (name, value, share of the longest from 0 to 1); `by`: what is compared."""

    title: str
    by: str
    bars: list

    @property
    def height(self):
        return ROW * len(self.bars)

    @property
    def drawn(self):
        """(name, value, y of the bar, y of its text, width, x of the value), in units of the
        picture."""
        return [
            (name, value, place * ROW + 5, place * ROW + 17, round(share * BARS), NAMES + 6
             + round(share * BARS))
            for place, (name, value, share) in enumerate(self.bars)
        ]  # fmt: skip


def places(report, theme):
    """By what a theme is drawn and printed: the départements, or the académies of many."""
    return ACADEMY if len(report.keys(DEPARTMENT, theme)) > MANY else DEPARTMENT


def bars(report, theme):
    """The Chart of the theme's first main figure, or None when there is nothing to compare."""
    first = next(iter(report.main_indicators(theme)), None)
    if first is None:
        return None
    # The first of them with two groups.
    compared = (places(report, theme), BASIN, SCHOOL_KIND)
    drawn = (_by(dimension, report, theme, first) for dimension in compared)
    return next(filter(None, drawn), None)


def _by(dimension, report, theme, first):
    found = [
        (name, report.figure(first.code, dimension, key).now)
        for key, name, _ in report.groups(dimension, theme)
    ]
    counted = [(name, value) for name, value in found if isinstance(value, int)]
    longest = max((value for _, value in counted), default=0)
    if len(counted) < 2 or not longest:
        return None
    by = DIMENSIONS[dimension]
    title = f"{first.label} par {by}, {report.label}"
    if len(counted) > READABLE:
        title += f" (les {LONGEST} plus élevés sur {len(counted)})"
        least = sorted((value for _, value in counted), reverse=True)[LONGEST - 1]
        counted = [one for one in counted if one[1] >= least][:LONGEST]
    return Chart(title, by, [(name, value, value / longest) for name, value in counted])


HIGH, LEFT, TOP = 200, 60, 20


@dataclass(frozen=True)
class Curve:
    """A line in time; `points` are its corners in units of the picture, `marks` the texts (x,
    y, anchor, text) of its ends and of its highest value."""

    title: str
    points: str
    marks: list
    width: int = WIDTH
    height: int = HIGH + 2 * TOP


def curve(title, dated):
    """The Curve of [(day, value)], or None with fewer than two numbers."""
    known = [(day, value) for day, value in dated if isinstance(value, int)]
    if len(known) < 2:
        return None
    highest = max(value for _, value in known) or 1
    first, last = known[0][0], known[-1][0]
    span = (last - first).days or 1
    across = WIDTH - 2 * LEFT
    placed = [
        (
            LEFT + round((day - first).days / span * across),
            TOP + HIGH - round(value / highest * HIGH),
        )
        for day, value in known
    ]
    base = TOP + HIGH + 15
    marks = [
        (placed[0][0], base, "middle", f"{first:%d/%m}"),
        (placed[-1][0], base, "middle", f"{last:%d/%m}"),
        (placed[0][0] - 6, placed[0][1] - 6, "end", str(known[0][1])),
        (placed[-1][0] + 6, placed[-1][1] + 4, "start", str(known[-1][1])),
    ]
    return Curve(title, " ".join(f"{x},{y}" for x, y in placed), marks)
