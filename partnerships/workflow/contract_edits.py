"""What a form changes in a contract, and whether another person changed it meanwhile."""

import json
from dataclasses import asdict, dataclass, fields
from decimal import Decimal
from hashlib import sha256
from typing import Any

from accounts.models import JournalEntry
from directory.violations import Refused, Violation
from partnerships.enums.contract import Half, LedBy, SessionKind
from partnerships.programme import SessionDraft
from partnerships.rules.contract import place_of

BIGGEST = 2**63 - 1
LINE = ("funder", "label", "asked", "granted", "paid")
OUTDATED = (
    "Une autre personne a modifié cette page depuis que vous l’avez ouverte. Rien de votre saisie"
    " n’est perdu : relisez, puis enregistrez de nouveau."
)


@dataclass(frozen=True)
class Edit:
    """What a form changes; None leaves a part as it is.

    `values` contract fields, `programme` sessions in order (`SessionDraft`), `parties`
    {function: {name, title, email}}, `funding` dicts of a FundingLine, `numbers` the
    counts of the booking.
    """

    values: dict | None = None
    programme: list | None = None
    parties: dict | None = None
    funding: list | None = None
    numbers: dict | None = None


class Outdated(Refused):
    """The same part was changed since it was read; nothing is written.

    `contract` as it is now, `seen` the digests that were read, `entries` of the journal
    since then.
    """

    def __init__(self, contract, seen, entries):
        self.contract, self.seen, self.entries = contract, seen, entries
        super().__init__(violations=[Violation("", OUTDATED)])


def recorded(contract, edit):
    """The edit that would change nothing: what is recorded of the parts that `edit` names."""
    found: dict[str, Any] = {
        "values": lambda wanted: {name: getattr(contract, name) for name in wanted},
        "programme": lambda _: [_draft(session) for session in contract.sessions.all()],
        "parties": lambda wanted: {
            party.function: {name: getattr(party, name) for name in wanted[party.function]}
            for party in contract.parties.all()
            if party.function in wanted
        },
        "funding": lambda _: [
            {name: getattr(line, name) for name in LINE} for line in contract.funding_lines.all()
        ],
        "numbers": lambda wanted: {name: getattr(contract.booking, name) for name in wanted},
    }
    named = {part.name: getattr(edit, part.name) for part in fields(edit)}
    return Edit(**{name: found[name](part) for name, part in named.items() if part is not None})


def _draft(session):
    return SessionDraft(
        session.day,
        Half(session.half),
        SessionKind(session.kind),
        session.title,
        LedBy(session.led_by),
        session.leaders,
    )


def parts(edit):
    """{key: content} of an edit: what two people may change without disturbing each other.

    The keys are those of the forms: a field, a half-day of the programme, a line of funding.
    """
    found = (edit.values or {}) | (edit.numbers or {})
    for function, party in (edit.parties or {}).items():
        found |= {f"{function}_{name}": value for name, value in party.items()}
    for draft in edit.programme or []:
        found.setdefault(place_of(draft.day, draft.half), []).append(asdict(draft))
    return found | {f"ligne-{rank}": line for rank, line in enumerate(edit.funding or [])}


def digests(edit):
    """{key: digest}: the same for the same content, whatever typed or read it."""
    return {key: _digest(content) for key, content in parts(edit).items()}


def _digest(content):
    text = json.dumps(content, sort_keys=True, default=_plain)
    return sha256(text.encode()).hexdigest()[:16]


def _plain(value):
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def version_of(contract, edit):
    """What a form keeps of the parts that it shows: their digests, how far the journal went."""
    last = JournalEntry.objects.about(contract).order_by("-pk").values_list("pk", flat=True).first()
    return json.dumps({"parts": digests(recorded(contract, edit)), "journal": last or 0})


def _read(seen):
    """(digests, journal) of a version; nothing was read when it makes no sense."""
    try:
        found = json.loads(seen)
        return dict(found["parts"]), min(int(found["journal"]), BIGGEST)
    except (ValueError, KeyError, TypeError, OverflowError):
        return {}, BIGGEST


def require_current(contract, edit, seen):
    """Raises Outdated when `edit` was typed before a version other than the one recorded.

    `seen` is `version_of` when the form was read; None for who reads and writes at once.
    The caller holds the lock of the contract. Typing what is recorded is no conflict.
    """
    if seen is None:
        return
    known, last = _read(seen)
    now = digests(recorded(contract, edit))
    if now in (known, digests(edit)):
        return
    entries = JournalEntry.objects.about(contract).filter(pk__gt=last)
    raise Outdated(contract, known, list(entries[:5]))
