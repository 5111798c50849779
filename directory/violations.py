"""What a rule answers, and what a workflow raises."""

from dataclasses import dataclass
from typing import Any

from directory.french import unbroken


@dataclass(frozen=True)
class Violation:
    """A rule that is not kept: its number, a French message, the field it concerns.

    `blocking=False` is a warning: shown, never refused.
    """

    rule: str
    message: str
    field: str | None = None
    blocking: bool = True

    def __post_init__(self):
        object.__setattr__(self, "message", unbroken(self.message))


class Refused(Exception):
    """A state change that the rules forbid; carries what the person must be told.

    `Refused("texte")` or `Refused(violations=[…])`.
    """

    # What is to be read before the act is done, when that is all that it waits for.
    reading: Any = None

    def __init__(self, message="", *, violations=()):
        self.violations = list(violations) or [Violation("", message)]
        super().__init__(self.message)

    @property
    def message(self):
        return " ".join(violation.message for violation in self.violations)


def require(violations):
    """Raise `Refused` when a violation blocks; return the warnings."""
    blocking = [violation for violation in violations if violation.blocking]
    if blocking:
        raise Refused(violations=blocking)
    return [violation for violation in violations if not violation.blocking]


def reason_of(text, rule="", *, wanted=True):
    """The reason that a person typed, on one line. Raises `Refused` where one is wanted and
    there is none."""
    reason = " ".join(text.split())
    if wanted and not reason:
        raise Refused(violations=[Violation(rule, "Indiquez le motif.", "reason")])
    return reason
