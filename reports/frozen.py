"""A report as plain data and back: what is frozen shows the same figures for ever, with the
names and definitions of its day, whatever the program counts later."""

from datetime import date

from reports.dimensions import ACTION_TYPE, DIMENSIONS
from reports.hiding import Hiding
from reports.indicators import Indicator, Ratio, Source, Theme, actions
from reports.report import Report
from reports.territories import Territory

TEXTS = ("code", "label", "unit", "definition", "rule", "main", "family")
# Unknown to versions frozen before they were kept: of what adds up to what (`reports.wholes`).
LATER = ("open_family", "audience_family")
SOURCE = (
    *("code", "label", "lacks", "gives", "of_schools", "of_today", "is_context", "is_declared"),
    # Unknown to versions frozen before each theme had its own.
    "coverage",
)


def dump(report, note=""):
    """The report as JSON can hold it; every source is read."""
    sources = {one.source.code: one.source for one in report.indicators()}
    territory = report.territory
    return {
        "year": report.year,
        "today": report.today.isoformat(),
        "program": report.program,
        "territory": {
            "code": territory.code,
            "label": territory.label,
            "departments": territory.departments,
        },
        "note": note,
        "sources": [{name: getattr(one, name) for name in SOURCE} for one in sources.values()],
        "indicators": [_indicator(one) for one in report.indicators()],
        "names": {
            dimension: [[key, name] for key, name in report.names[dimension].items()]
            for dimension in DIMENSIONS
        },
        "wholes": [[*part, [list(one) for one in of]] for part, of in report.wholes.items()],
        "hidden": [
            [*place, sorted(keys, key=str)] for place, keys in report.hiding.decided.items()
        ],
        "values": {
            code: [[*place, count] for place, count in report.values(source).items()]
            for code, source in sources.items()
        },
    }


def _indicator(one):
    said = {name: getattr(one, name) for name in TEXTS}
    said |= {name: getattr(one, name) for name in LATER if hasattr(one, name)}
    said |= {"theme": one.theme.value, "source": one.source.code}
    if isinstance(one, Ratio):
        said |= {"part": one.part.code, "whole": one.whole.code}
    return said


def load(data):
    """The Report that was dumped. It reads no table."""
    data = _grouped_by_type(data)
    sources = {
        one["code"]: Source(sql="", **{name: one[name] for name in SOURCE if name in one})
        for one in data["sources"]
    }
    known: dict = {}
    for one in data["indicators"]:
        known[one["code"]] = _known(one, sources, known)
    said = data["territory"]
    # Which its map shows; versions frozen before this was kept show all.
    departments = tuple(said.get("departments") or ()) or None
    territory = Territory(said["code"], said["label"], departments=departments)
    report = Report(
        data["year"], territory, date.fromisoformat(data["today"]), knows=tuple(known.values())
    )
    report.is_live = False
    # Versions frozen before this was kept do not know it.
    report.program = data.get("program", "")
    report.names = {
        dimension: dict(map(tuple, names)) for dimension, names in data["names"].items()
    }
    report.wholes = {
        (dimension, key): [tuple(one) for one in of]
        for dimension, key, of in data.get("wholes", ())
    }
    # Versions frozen before this was kept hide what their own figures ask for.
    hidden = {tuple(place): set(keys) for *place, keys in data.get("hidden", ())}
    report.hiding = Hiding(report, lambda _: hidden)
    for code, rows in data["values"].items():
        report.keep(code, {tuple(place): count for *place, count in rows})
    return report


def _grouped_by_type(data):
    """What was dumped when the types of actions were a table apart, as a grouping of which the
    key is the name (`reports.changes` finds the type of today)."""
    told = data.get("action_types", ())
    if not told:
        return data
    code, years = actions.ACTIONS.code, (data["year"], data["year"] - 1)
    found = [
        [year, ACTION_TYPE, name, code, count]
        for name, *counts in told
        for year, count in zip(years, counts, strict=True)
    ]
    sources = [
        one | {"gives": [*one["gives"], ACTION_TYPE]} if one["code"] == code else one
        for one in data["sources"]
    ]
    names = data["names"] | {ACTION_TYPE: [[name, name] for name, *_ in told]}
    values = data["values"] | {code: [*data["values"][code], *found]}
    return data | {"sources": sources, "names": names, "values": values}


def _known(one, sources, known):
    texts = {name: one[name] for name in TEXTS}
    if "part" in one:
        return Ratio(part=known[one["part"]], whole=known[one["whole"]], **texts)
    texts |= {name: one[name] for name in LATER if name in one}
    source = sources[one["source"]]
    return Indicator(theme=Theme(one["theme"]), source=source, measure="", condition="", **texts)
