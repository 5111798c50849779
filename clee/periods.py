"""The placement periods of a territory, which an upper floor knows (R-CL-3).

    from clee import periods

    periods.register(lines_of_departments)   # (codes, school year) → titles, then lines

    periods.register_readers(hosts_of_departments)  # (codes, day) → [(Company, Recipient)]

The sources are declared in `<app>/contributions.py`; without lines but the titles, nothing is
set yet.
"""

from collections.abc import Callable

_sources: list[Callable] = []
_readers: list[Callable] = []


def register(source):
    """Declare who knows the periods: (codes of départements, SchoolYear) → [titles, line, …]."""
    _sources.append(source)


def register_readers(source):
    """Declare which companies plan by these periods and may be written to: (codes of
    départements, day) → [(Company, Recipient)]."""
    _readers.append(source)


def readers_of(codes, day):
    """Those of every source, a company once."""
    found = {}
    for source in _readers:
        for company, to in source(codes, day):
            found.setdefault(company.pk, (company, to))
    return list(found.values())


def lines_of(codes, school_year):
    """The lines of the first source that has some, titles first; [] without any."""
    for source in _sources:
        lines = source(codes, school_year)
        if len(lines) > 1:
            return lines
    return []
