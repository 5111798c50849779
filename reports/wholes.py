"""Which territories add up to which: no number hidden in one may be had from the others."""

from collections import defaultdict

from reports.dimensions import ACADEMY, BASIN, DEPARTMENT, TOTAL

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


# --- Territories inside territories --------------------------------------------------------


def tree(places, region=()):
    """{territory: those that it is made of}, each a set of départements: the country, the
    académies of the `region`, each académie, each département of [(département, académie)];
    the smallest first. Territories of the same départements are one."""
    academies: dict = defaultdict(set)
    for department, academy in places:
        academies[academy].add(department)
    of_region = set().union(*(academies.get(one, set()) for one in region))
    every = {frozenset(of) for of in (*academies.values(), of_region, dict(places)) if of}
    every |= {frozenset([one]) for one, _ in places}
    nodes = sorted(every, key=lambda one: (len(one), sorted(one)))
    parts: dict = {one: [] for one in nodes}
    for place, one in enumerate(nodes):
        around = next((other for other in nodes[place + 1 :] if one < other), None)
        if around:
            parts[around].append(one)
    return parts


def summed(cells, parts):
    """{(territory, dimension, key): {code: count}} of every territory, from those of each
    département."""
    around = defaultdict(list)
    for territory in parts:
        for department in territory:
            around[department].append(territory)
    found: dict = defaultdict(lambda: defaultdict(int))
    for (department, *group), counts in cells.items():
        for territory in around[department]:
            for code, count in counts.items():
                found[territory, *group][code] += count
    return dict(found)


def tree_sums(cells, parts):
    """[(cell, cells that add up to it)] of `summed`, from the smallest territory to the widest:
    its groups to its total, then the same group of what it is made of."""
    groups: dict = defaultdict(lambda: defaultdict(list))
    for territory, dimension, key in cells:
        groups[territory][dimension].append(key)
    found = []
    for territory, inside in parts.items():
        for dimension, keys in groups[territory].items():
            if dimension != TOTAL:
                of_total = [(territory, dimension, key) for key in keys]
                found.append(((territory, TOTAL, ""), of_total))
        for dimension, keys in groups[territory].items() if inside else ():
            for key in keys:
                same = [(one, dimension, key) for one in inside if (one, dimension, key) in cells]
                found.append(((territory, dimension, key), same))
    return found
