"""Points on a map drawn on the server: degrees to the units of a picture. Pure."""

from dataclasses import dataclass
from math import cos, radians

WIDTH = 600
MARGIN = 60
# A map of one town, or of one straight line, is still a picture (degrees).
LEAST = 0.2


@dataclass(frozen=True)
class Frame:
    """What the picture shows: a box in degrees, and how many units one of latitude takes."""

    west: float
    north: float
    across: float
    scale: float
    height: int
    left: float

    def place(self, latitude, longitude):
        """(x, y) of a point, from the top left corner."""
        x = self.left + (longitude - self.west) * self.across * self.scale
        return round(x), round(MARGIN + (self.north - latitude) * self.scale)


def frame(points):
    """The frame around points (latitude, longitude), `WIDTH` wide; None without any.

    Equirectangular at the middle latitude: right to 2 % over one région.
    """
    if not points:
        return None
    south, north = _spread([latitude for latitude, _ in points])
    west, east = _spread([longitude for _, longitude in points])
    across = cos(radians((south + north) / 2))
    scale = (WIDTH - 2 * MARGIN) / ((east - west) * across)
    # Higher than wide would take the whole page.
    scale = min(scale, WIDTH / (north - south))
    height = round((north - south) * scale) + 2 * MARGIN
    left = (WIDTH - (east - west) * across * scale) / 2
    return Frame(west, north, across, scale, height, left)


def _spread(values):
    low, high = min(values), max(values)
    missing = max(LEAST - (high - low), 0) / 2
    return low - missing, high + missing


def picture(places):
    """A picture of [(thing, latitude, longitude)…]: its size and, for each thing, its point and
    the side on which its name stands (an SVG `text-anchor`); None without any."""
    drawn = frame([point for _, *point in places])
    if drawn is None:
        return None
    points = []
    for thing, *point in places:
        x, y = drawn.place(*point)
        points.append((thing, x, y, _side(x)))
    return {"width": WIDTH, "height": drawn.height, "points": points}


def _side(x):
    """Where a name stands on its disc, so that it stays in the picture."""
    return "start" if x < WIDTH / 3 else "end" if x > 2 * WIDTH / 3 else "middle"
