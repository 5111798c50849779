"""Bars by département of the first figure of a theme: for the page and for the paper.

The table beside them says the same, so that they are drawn plainly and read by nobody else.
"""

from dataclasses import dataclass

from reports.report import DEPARTMENT, DIMENSIONS

WIDTH, ROW, NAMES, VALUES = 640, 26, 220, 60
BARS = WIDTH - NAMES - VALUES


@dataclass(frozen=True)
class Chart:
    """`bars`: (name, value, share of the longest from 0 to 1)."""

    title: str
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


def bars(report, theme):
    """The Chart of the theme's first main figure, or None when there is nothing to compare."""
    first = next(iter(report.main_indicators(theme)), None)
    if first is None:
        return None
    found = [
        (name, report.figure(first.code, DEPARTMENT, key).now)
        for key, name, _ in report.groups(DEPARTMENT, theme)
    ]
    counted = [(name, value) for name, value in found if isinstance(value, int)]
    longest = max((value for _, value in counted), default=0)
    if len(counted) < 2 or not longest:
        return None
    title = f"{first.label} par {DIMENSIONS[DEPARTMENT]}, {report.label}"
    return Chart(title, [(name, value, value / longest) for name, value in counted])
