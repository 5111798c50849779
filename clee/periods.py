"""The placement periods of a territory, which an upper floor knows (R-CL-3).

    from clee import periods

    periods.register(lines_of_departments)   # (codes, school year) → titles, then lines

The source is declared in `<app>/contributions.py`; without lines but the titles, nothing is
set yet.
"""

from collections.abc import Callable

_sources: list[Callable] = []


def register(source):
    """Declare who knows the periods: (codes of départements, SchoolYear) → [titles, line, …]."""
    _sources.append(source)


def lines_of(codes, school_year):
    """The lines of the first source that has some, titles first; [] without any."""
    for source in _sources:
        lines = source(codes, school_year)
        if len(lines) > 1:
            return lines
    return []
