"""What a numbered notice changed, in words: before and after (R-CEE-5)."""

from datetime import date

from directory import french
from partnerships.contract.data import CLAUSES
from partnerships.contract.document import funding_in_words, image_in_words, person, pupils

NOTHING = "rien"


def changes_in_words(changes):
    """[(label, before, after)] of the changes that a notice keeps, one a line that differs."""
    rows = []
    for change in changes:
        before, after = _lines(change, "before"), _lines(change, "after")
        rows += [
            (label, before.get(label) or NOTHING, after.get(label) or NOTHING)
            for label in dict.fromkeys([*before, *after])
            if before.get(label) != after.get(label)
        ]
    return rows


def _lines(change, side):
    """{label: text} of one side of a change; what has parts gives a line for each."""
    field, value = change["field"], change[side]
    if value is None:
        return {}
    split = SPLIT.get(field)
    return split(value) if split else {change["label"]: SAID.get(field, str)(value)}


def _programme(sessions):
    found = {}
    for session in sessions:
        day = french.day_and_month(date.fromisoformat(session["day"]), weekday=True)
        half = f"{day.capitalize()}, {session['half_label'].lower()}"
        found.setdefault(half, []).append(
            f"{session['title']} ({session['led_by_label'].lower()}"
            f"{' : ' + session['leaders'] if session['leaders'] else ''})"
        )
    return {half: "\n".join(lines) for half, lines in found.items()}


def _signatories(parties):
    return {
        f"Signataire ({one['label'].lower()})": ", ".join(filter(None, (one["name"], one["title"])))
        for one in parties.values()
    }


SPLIT = {
    "programme": _programme,
    "signatories": _signatories,
    "clauses": lambda texts: {label: texts.get(name, "") for name, label in CLAUSES.items()},
}
SAID = {
    "tutor": person,
    "referent": person,
    "pupils": pupils,
    "adults": " ; ".join,
    "supporters": ", ".join,
    "image_rights": image_in_words,
    "funding": funding_in_words,
}
