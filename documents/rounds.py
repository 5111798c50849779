"""Signature rounds: one document, its signatories, their codes, the sealed file.

Every function is one transaction, takes the actor first, raises
`directory.violations.Refused` with a French sentence when it may not be done, writes
one journal entry and queues the notices. The round's row is locked first, always.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class SignatoryData:
    """Whom a signature is asked of (R-AG-1: of a function, held by a person).

    `function` "company", `label` "Pour l'entreprise MÉCA 31", `name` and `email` of the
    person who holds it today, `position` in the document, `optional` when the round is
    sealed without it.
    """

    function: str
    label: str
    name: str
    email: str
    position: int = 1
    optional: bool = False


def open_round(actor, kind, subject, data=None, signatories=()):
    """Render the document, keep its bytes, ask every signature by a personal link.

    `data` defaults to what the kind declares. Raises Refused when a round of the same
    subject is open, or when two signatories hold the same function.
    """
    raise NotImplementedError


def sign(actor, signatory, code, ip):
    """Give a signature with the one-time code (R-AG-2). The last one seals."""
    raise NotImplementedError


def refuse(actor, signatory, reason):
    """Decline to sign; the others are told. Signing later stays possible."""
    raise NotImplementedError


def record_paper(actor, signatory, upload):
    """Keep the scan of a signature given on paper, to be confirmed by another party."""
    raise NotImplementedError


def confirm_paper(actor, signatory):
    """The second party says that the scan is right: it counts as a signature."""
    raise NotImplementedError


def reassign(actor, signatory, name, email):
    """The function is held by someone else now (R-AG-1): new link, the old one dies."""
    raise NotImplementedError


def remind(actor, signatory):
    """Send the request to sign again, at most once a day."""
    raise NotImplementedError


def void(actor, round, reason):
    """Cancel a round, open or sealed; who had signed is told (R-CEE-5, R-AG-3)."""
    raise NotImplementedError
