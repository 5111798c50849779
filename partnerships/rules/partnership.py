"""What an agreement of partnership needs before its signatures, and by when they are wanted."""

import datetime as dt
from dataclasses import dataclass

from directory.violations import Violation
from documents.deadlines import Deadline

RULE = "partenariat"
SIGNED_WITHIN = dt.timedelta(days=30)
ASKED_FOR = dt.timedelta(days=120)


@dataclass(frozen=True)
class AgreementFacts:
    """`signatories`: [("Pour l’entreprise X", the name given)] of those that must sign."""

    partner_commitments: str
    holder_commitments: str
    ends_on: dt.date | None
    signatories: tuple[tuple[str, str], ...]


def lacks(facts, today):
    """Everything that keeps the agreement from its signatures."""
    found = []
    if not facts.partner_commitments.strip():
        found.append(_lack("Écrivez à quoi le partenaire s’engage.", "partner_commitments"))
    if not facts.holder_commitments.strip():
        found.append(_lack("Écrivez à quoi votre structure s’engage.", "holder_commitments"))
    if facts.ends_on and facts.ends_on < today:
        found.append(_lack("Ce partenariat serait déjà terminé : changez ses dates.", "ends_on"))
    for label, name in facts.signatories:
        if not name.strip():
            found.append(_lack(f"Nommez qui signe : {label}.", "partner_name"))
    return found


def _lack(text, field):
    return Violation(RULE, text, field)


def deadline(starts_on, ends_on, today):
    """All should have signed by the first day when it is ahead, else within thirty days; asked
    for 120 days at most, and not after the term."""
    wanted = starts_on if starts_on > today else today + SIGNED_WITHIN
    closes = max(wanted, today + ASKED_FOR)
    return Deadline(min(wanted, ends_on or wanted), min(closes, ends_on or closes))
