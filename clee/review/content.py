"""What a plan or review says: the figures, the actions, the texts; frozen at its filing."""

from collections import defaultdict

from clee import realisations
from clee.enums.actions import ActionState
from clee.enums.reviews import ReviewKind
from clee.models import Action
from clee.realisations import Counts
from clee.review import figures as review_figures
from directory.french import period
from directory.tallies import together

NAMES = ("girls", "boys", "unspecified", "adults", "priority")
COLUMNS = ("id", "school_year_id", "state", "title", "type__label", "other_label", "is_avenir",
           "starts_on", "ends_on", "created_at", *NAMES)  # fmt: skip
LABELS = {
    "girls": "Filles",
    "boys": "Garçons",
    "unspecified": "Élèves, non précisé",
    "adults": "Adultes",
    "priority": "Dont élèves de publics prioritaires",
}


def content_of(review, known=frozenset()):
    """{figures, actions, texts…} as JSON holds it; `known` are the keys of the actions that the
    last frozen version counted. Two queries."""
    year = review.school_year_id
    rows = _rows(review)
    linked, tables = _counted(review)
    ours = [row for row in rows if row["school_year_id"] == year]
    figures = _figures(review, rows, linked, tables)
    return {
        "title": f"{review.get_kind_display()} {review.school_year.label}",
        "kind": review.kind,
        "committee": review.committee.name,
        "year": year,
        "figures": figures,
        "actions": [_action(row, linked.get(row["id"])) for row in _listed(review, ours)],
        "counted": sorted(row["id"] for row in ours),
        "added": [row["title"] for row in ours if known and row["id"] not in known],
        "texts": [[title, text] for _, title, text in review.sections],
    }


def _both(review):
    """Its year and the one before."""
    return [review.school_year_id, review.school_year_id - 1]


def _rows(review):
    rows = Action.objects.filter(committee=review.committee, school_year__in=_both(review))
    return list(rows.order_by("starts_on", "pk").values(*COLUMNS))


def _counted(review):
    """({action: Counts}, tables): what is counted of the actions done and of the territory;
    a plan has no such table."""
    years = _both(review)
    done = Action.objects.done().filter(committee=review.committee, school_year__in=years)
    sources = realisations.tallies(done)
    is_plan = review.kind == ReviewKind.PLAN
    asked = [] if is_plan else review_figures.tallies(review.committee, years)
    found = together([*sources, *(tally for _, tally in asked)])
    linked, rest = found[: len(sources)], found[len(sources) :]
    return realisations.added(linked), review_figures.tables(asked, rest, years[0])


def _listed(review, rows):
    """A plan lists what is planned; a review what was, cancelled ones with their state."""
    if review.kind == ReviewKind.PLAN:
        return [row for row in rows if row["state"] != ActionState.CANCELLED]
    return rows


def _action(row, counts):
    counts = counts or realisations.NONE
    typed = Counts(*(row[name] for name in NAMES))
    return {
        "id": row["id"],
        "title": row["title"],
        "kind": row["other_label"] or row["type__label"],
        "dates": period(row["starts_on"], row["ends_on"]),
        "state": ActionState(row["state"]).label,
        "pupils": typed.pupils + counts.pupils,
        "adults": typed.adults + counts.adults,
    }


def _figures(review, rows, linked, tables):
    year = review.school_year_id
    found = [_states(rows, year)]
    if review.kind == ReviewKind.PLAN:
        return found
    found += [
        _types(rows, year),
        _participants(rows, linked, year),
        *tables,
    ]
    return [table for table in found if table["rows"]]


def _table(title, values, year):
    """`values` is {label: {year: value}}."""
    rows = [[label, by.get(year, 0), by.get(year - 1, 0)] for label, by in values.items()]
    return {"title": title, "rows": rows}


def _states(rows, year):
    values = {state.label + "s": defaultdict(int) for state in ActionState}
    values["Parcours Avenir, réalisées"] = defaultdict(int)
    for row in rows:
        state = ActionState(row["state"])
        values[state.label + "s"][row["school_year_id"]] += 1
        if row["is_avenir"] and state == ActionState.DONE:
            values["Parcours Avenir, réalisées"][row["school_year_id"]] += 1
    return _table("Actions", values, year)


def _types(rows, year):
    values: dict = {}
    for row in rows:
        if row["state"] == ActionState.DONE:
            by = values.setdefault(row["type__label"], defaultdict(int))
            by[row["school_year_id"]] += 1
    return _table("Actions réalisées par type", dict(sorted(values.items())), year)


def _participants(rows, linked, year):
    """Of the actions done: what was typed and what the portal counts, never added silently."""
    typed = {name: defaultdict(int) for name in NAMES}
    counted = {name: defaultdict(int) for name in NAMES}
    for row in rows:
        if row["state"] != ActionState.DONE:
            continue
        counts = linked.get(row["id"], realisations.NONE)
        for name in NAMES:
            typed[name][row["school_year_id"]] += row[name]
            counted[name][row["school_year_id"]] += getattr(counts, name)
    values = {f"{LABELS[name]}, saisie": by for name, by in typed.items()}
    values |= {f"{LABELS[name]}, compte du portail": by for name, by in counted.items()}
    values = {label: by for label, by in values.items() if any(by.values())}
    return _table("Participants des actions réalisées", values, year)
