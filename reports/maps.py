"""A map of départements in tiles of one size, where each stands about where it lies.

Drawn by the server without any geometry: it shows where, the table beside it says how many.
"""

from dataclasses import dataclass

from reports.dimensions import DEPARTMENT

GRID = """
.   .   .   .   .   .   62  59  .   .   .   .
.   .   .   .   76  80  02  08  .   .   .   .
.   .   50  14  27  60  51  55  54  57  67  .
29  22  35  61  78  95  93  77  10  52  88  68
.   56  53  28  92  75  94  89  21  70  90  .
.   44  49  72  41  91  45  58  71  39  25  .
.   85  79  37  36  18  03  42  69  01  74  .
.   .   17  86  87  23  63  43  38  73  .   .
.   .   33  16  19  15  48  07  26  05  .   .
.   40  47  24  46  12  30  84  04  06  .   2B
.   64  32  82  81  34  13  83  .   .   .   2A
.   .   65  31  09  11  66  .   .   .   .   .
971 972 973 974 976 .   .   .   .   .   .   .
"""
PLACES = {
    code: (column, row)
    for row, line in enumerate(GRID.strip().splitlines())
    for column, code in enumerate(line.split())
    if code != "."
}
SIDE, GAP = 52, 4
SHADES = 4


@dataclass(frozen=True)
class Tile:
    """A square of the picture: `shade` from 0 (nothing) to SHADES (the most)."""

    code: str
    name: str
    value: object
    shade: int
    x: int
    y: int

    @property
    def middle(self):
        return self.x + SIDE // 2


@dataclass(frozen=True)
class TileMap:
    title: str
    tiles: list
    width: int
    height: int


def tile_map(report, theme):
    """The TileMap of the theme's first main figure over the départements of the territory, or
    None for fewer than two. The links to the rows stand in the table beside it."""
    first = next(iter(report.main_indicators(theme)), None)
    codes = report.territory.departments or tuple(report.names[DEPARTMENT])
    codes = [code for code in codes if code in PLACES]
    if first is None or report.territory.is_of_schools or len(codes) < 2:
        return None
    values = {code: report.figure(first.code, DEPARTMENT, code).now for code in codes}
    most = max((value for value in values.values() if isinstance(value, int)), default=0)
    if not most:
        return None
    left = min(PLACES[code][0] for code in codes)
    top = min(PLACES[code][1] for code in codes)
    tiles = [
        Tile(
            code, report.name(DEPARTMENT, code), values[code], shade(values[code], most),
            (PLACES[code][0] - left) * (SIDE + GAP), (PLACES[code][1] - top) * (SIDE + GAP),
        )
        for code in sorted(codes)
    ]  # fmt: skip
    width = max(tile.x for tile in tiles) + SIDE
    height = max(tile.y for tile in tiles) + SIDE
    return TileMap(f"{first.label} par département, {report.label}", tiles, width, height)


def shade(value, most):
    """0 for nothing, then as many equal steps as SHADES; a hidden number has the first."""
    if isinstance(value, str):
        return 1
    return -(-SHADES * value // most) if value else 0
