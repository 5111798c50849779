"""What changed between two versions of a report: its figures and its words (DOMAIN §7).

A group is its code, never its name: a département that is renamed keeps its figures, and two
groups of one name stay two.
"""

from dataclasses import dataclass

from reports.dimensions import ACTION_TYPE, DIMENSIONS, TOTAL
from reports.indicators import Theme
from reports.report import Figure

GROUPINGS = {TOTAL: "ensemble", **DIMENSIONS}
TEXTS = {
    "label": "Libellé",
    "unit": "Unité",
    "definition": "Définition",
    "rule": "Règle de comptage",
}
NONE = Figure(None, None)


@dataclass(frozen=True)
class Change:
    """A figure of a school year; None in the version that does not count it."""

    theme: Theme
    indicator: str
    year: str
    grouping: str
    group: str
    before: int | str | None
    now: int | str | None

    @property
    def difference(self):
        return Figure(self.now, self.before).difference


@dataclass(frozen=True)
class Rewording:
    """What is said otherwise, "" where a version does not say it; a name is of no theme."""

    theme: Theme | None
    subject: str
    what: str
    before: str
    now: str


def figures(before, after):
    """The Changes from one Report to another of the same year and territory: of both its
    years, by every grouping."""
    known = _known(before, after)
    found: list = []
    for theme in Theme:
        shown = [one for one in known.values() if one.theme == theme]
        for dimension in GROUPINGS:
            for key in _keys(dimension, theme, before, after) if shown else ():
                group = _name(dimension, key, before, after)
                for one in shown:
                    old, new = (
                        _figure(its, one.code, dimension, _key_in(its, dimension, key, group))
                        for its in (before, after)
                    )
                    place = (theme, one.label, GROUPINGS[dimension], group)
                    found += _of_years(place, old, new, after)
    return found


def _known(before, after):
    """{code: Indicator}: in the order and the words of the later one."""
    return {one.code: one for report in (after, before, after) for one in report.indicators()}


def _keys(dimension, theme, before, after):
    """The groups with a figure in one of them, as the later one orders them."""
    if dimension == TOTAL:
        return [""]
    named = {}
    if dimension == ACTION_TYPE:
        named = {name: key for key, name in after.names.get(dimension, {}).items()}
    old = [named.get(key, key) for key in before.keys(dimension, theme, every=True)]
    return list(dict.fromkeys([*after.keys(dimension, theme, every=True), *old]))


def _key_in(report, dimension, key, name):
    """How a report knows a group: the first versions knew a type of action by its name."""
    return name if dimension == ACTION_TYPE and name in report.names.get(dimension, {}) else key


def _figure(report, code, dimension, key):
    """Zero where it counted no row; NONE where it does not count this, or not so."""
    one = report.by_code.get(code)
    if one is None:
        return NONE
    is_counted = dimension in report.names and one.source.knows(dimension)
    return report.figure(code, dimension, key) if dimension == TOTAL or is_counted else NONE


def _name(dimension, key, before, after):
    if dimension == TOTAL:
        return ""
    names = after.names.get(dimension, {})
    return (after if key in names else before).name(dimension, key)


def _of_years(place, old, new, report):
    theme, indicator, grouping, group = place
    pairs = ((report.label, old.now, new.now), (report.label_before, old.before, new.before))
    return [
        Change(theme, indicator, year, grouping, group, was, now)
        for year, was, now in pairs
        if was != now
    ]


def words(before, after):
    """The Rewordings: indicators that come, go or are defined otherwise, groups renamed."""
    found: list = []
    for code, one in _known(before, after).items():
        old, new = before.by_code.get(code), after.by_code.get(code)
        pairs = _texts(old, new) if old and new else [("Indicateur", _label(old), _label(new))]
        found += [Rewording(one.theme, one.label, *pair) for pair in pairs if pair[1] != pair[2]]
    return [*found, *_renamed(before, after)]


def _texts(old, new):
    pairs = [(name, getattr(old, text), getattr(new, text)) for text, name in TEXTS.items()]
    return [*pairs, ("Source", old.source.label, new.source.label)]


def _label(one):
    return one.label if one else ""


def _renamed(before, after):
    for dimension, grouping in DIMENSIONS.items():
        old, new = before.names.get(dimension, {}), after.names.get(dimension, {})
        for key in old.keys() & new.keys():
            if old[key] != new[key] and _counts(after, dimension, key):
                yield Rewording(None, new[key], f"Nom ({grouping})", old[key], new[key])


def _counts(report, dimension, key):
    """Whether it has a figure of this group."""
    return any(
        (dimension, key) == (found, its)
        for source in {one.source.code: one.source for one in report.indicators()}.values()
        for _, found, its, _ in report.values(source)
    )
