"""Which numbers are hidden, decided once for every territory (DOMAIN §8, decision 0034).

Who reads an académie may open the report of one of its départements, and whoever reads reports
reads those that are published: what one of them hides no other may tell. A *cell* is a family
of figures, in one territory, of one group. Cells add up in two ways, groups to their territory
and territories to the one around them; what is hidden is closed under all these sums together
(`reports.masking`), and every report of a territory applies what was found for it.
"""

from collections import defaultdict

from django.conf import settings

from directory.models import Department, School
from directory.years import start_year_of
from reports import masking, wholes
from reports.dimensions import ACADEMY, AUDIENCE, COLUMNS, DEPARTMENT, SCHOOL, TOTAL
from reports.grouping import counts
from reports.hiding import family_of
from reports.indicators import INDICATORS, Ratio
from reports.indicators.base import OF_AUDIENCE
from reports.models import HiddenFigures

# Of each of them every territory has groups of its own; those of schools are all hidden.
GROUPED = [one for one in COLUMNS if one not in (ACADEMY, DEPARTMENT, SCHOOL)]
# Of more schools, what is hidden takes longer to decide than a page may.
MANY = 300


class NotCounted(Exception):
    """A page would have to count for longer than it may: the workers do it."""


def has_many_schools():
    return School.objects.filter(parent=None).order_by()[: MANY + 1].count() > MANY


def of_report(report, at_once=False):
    """{(family, year, grouping): hidden groups} of a report of territories, as the last count of
    the day found, else as found now. Raises NotCounted where that takes long and is asked for
    `at_once`."""
    places = _places()
    scopes = _scopes(report.territory.departments, places)
    found = _kept(scopes, report.years)
    if found is None:
        if at_once and has_many_schools():
            raise NotCounted
        found = decide(report.years, report.today, places)
    hidden = defaultdict(set)
    for year in report.years:
        for scope in scopes:
            for family, dimension, key in found[scope, year]:
                hidden[family, year, dimension].add(key)
    return dict(hidden)


def _places():
    """[(département, académie)]."""
    return list(Department.objects.order_by("pk").values_list("pk", "academy_id"))


def _tree(places):
    return wholes.tree(places, settings.REGION_ACADEMIES)


def _scopes(departments, places):
    """The territories of which a report of these départements applies what was found: that of the
    same départements; without one, each of them, so that it tells no sum that holds a hidden
    number: its readers know the territory around it."""
    scope = frozenset(dict(places) if departments is None else departments)
    return [scope] if scope in _tree(places) else [frozenset([one]) for one in sorted(scope)]


# --- Deciding ------------------------------------------------------------------------------


def decide(years, today, places=None):
    """{(départements, year): {(family, grouping, group)}}: what each territory hides."""
    places = _places() if places is None else places
    parts = _tree(places)
    found: dict = {(scope, year): set() for scope in parts for year in years}
    for (family, year), cells in _cells(years, today).items():
        for scope, dimension, key in closed(cells, parts):
            found[scope, year].add((family, dimension, key))
    totals: dict = defaultdict(set)
    for (scope, year), hidden in found.items():
        totals[scope, year] = {family for family, dimension, _ in hidden if dimension == TOTAL}
    for (scope, year), hidden in found.items():
        for dimension, key, its in _parts_of(scope, places):
            hidden.update((family, dimension, key) for family in totals[its, year])
    return found


def closed(cells, parts):
    """The cells to hide of {(département, grouping, group): {code: count}}, of every territory."""
    every = wholes.summed(cells, parts)
    return masking.hidden(every, wholes.tree_sums(every, parts))


def _parts_of(scope, places):
    """(grouping, group, its départements) of what a territory says of territories in it: what they
    say of themselves."""
    academies = defaultdict(set)
    for department, academy in places:
        if department in scope:
            academies[academy].add(department)
    inside = [(DEPARTMENT, one, frozenset([one])) for one in scope]
    return inside + [(ACADEMY, one, frozenset(its)) for one, its in academies.items()]


def _cells(years, today):
    """{(family, year): {(département, grouping, group): {code: count}}} of the whole portal. How
    many there are of each audience counts beside the figures of the audiences."""
    limits = {
        "years": list(years), "today": today, "this_year": start_year_of(today),
        "departments": None, "schools": None,
    }  # fmt: skip
    of_audience = {one.whole for one in INDICATORS if _is_share_of_audience(one)}
    found: dict = defaultdict(lambda: defaultdict(dict))
    for source, mine in _of_sources().items():
        read = counts(source, mine, limits, GROUPED, within=DEPARTMENT)
        for (year, department, dimension, key, one), count in read:
            if family := family_of(one, dimension):
                found[family, year][department, dimension, key][one.code] = count
            if dimension == AUDIENCE and one in of_audience:
                found[OF_AUDIENCE, year][department, TOTAL, ""][one.code, key] = count
    return found


def _is_share_of_audience(one):
    return isinstance(one, Ratio) and one.family == OF_AUDIENCE


def _of_sources():
    """{source: its indicators that may be hidden}."""
    found: dict = defaultdict(list)
    for one in INDICATORS:
        if not isinstance(one, Ratio) and family_of(one, AUDIENCE):
            found[one.source].append(one)
    return found


# --- Kept ----------------------------------------------------------------------------------


def keep(found, now):
    """What `decide` found, for the reports of the day."""
    rows = [
        HiddenFigures(
            departments=_name(scope), year=year, counted_at=now, hidden=sorted(hidden, key=str)
        )
        for (scope, year), hidden in found.items()
    ]
    HiddenFigures.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["departments", "year"],
        update_fields=["counted_at", "hidden"],
    )


def _name(scope):
    return ",".join(sorted(scope))


def _kept(scopes, years):
    """What was kept of these territories and years; None where anything is missing."""
    names = {_name(scope): scope for scope in scopes}
    rows = HiddenFigures.objects.filter(departments__in=names, year__in=years)
    found = {(names[row.departments], row.year): {tuple(one) for one in row.hidden} for row in rows}
    return found if len(found) == len(names) * len(set(years)) else None
