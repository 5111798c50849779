"""Asking questions of respondents, by link or account (R-CEE-7 evaluations first)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Respondent:
    """Whom the answer is asked of: a function, held by an account or an address."""

    function: str
    name: str
    email: str = ""
    user: object = None


def ask(actor, kind, subject, respondents, *, subject_label, occasion="", closes_on, due_at=None):
    """Ask each respondent once per subject and occasion; asked again, nothing changes.

    The invitation leaves at `due_at` (default at once). Returns the answers asked for.
    Raises Refused when the kind has no questionnaire.
    """
    raise NotImplementedError


def answer(actor, row, values):
    """Keep the answer; it may be changed until the row closes.

    Raises Refused with one violation per question that is missing or wrong.
    """
    raise NotImplementedError
