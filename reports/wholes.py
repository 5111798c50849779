"""Which territories add up to which: no number hidden in one may be had from the others."""

from collections import defaultdict

from reports.dimensions import ACADEMY, BASIN, DEPARTMENT

PLACES = (ACADEMY, DEPARTMENT, BASIN)


def of_places(departments, basins):
    """{(dimension, key): wholes that it is a part of} of [(département, académie)] and of
    [(bassin, name, académie, département)], once per département of the bassin."""
    found: dict = defaultdict(list)
    for department, academy in departments:
        found[DEPARTMENT, department].append((ACADEMY, academy))
    for basin, _, academy, department in basins:
        for whole in ((ACADEMY, academy), (DEPARTMENT, department)):
            if whole not in found[BASIN, basin]:
                found[BASIN, basin].append(whole)
    return dict(found)


def sums(groups, wholes):
    """[(group or None for the total, groups that add up to it)] of these (dimension, key), the
    total last."""
    found: dict = defaultdict(list)
    for group in groups:
        dimension = group[0]
        for whole in (None, *wholes.get(group, ())):
            if whole is None or whole in groups:
                found[whole, dimension].append(group)
    of_total = [(whole, parts) for (whole, _), parts in found.items() if whole is None]
    return [*((whole, parts) for (whole, _), parts in found.items() if whole), *of_total]
