"""To whom a notice goes."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from directory.enums import Rhythm

CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


def normalise(email):
    """The one spelling of an address: the outbox compares and stores only this one.

    Raises ValueError for what no relay would take, line breaks first of all.
    """
    cleaned = email.strip().lower()
    try:
        validate_email(cleaned)
        cleaned.encode("ascii")
    except (ValidationError, UnicodeEncodeError):
        raise ValueError("Cette adresse électronique n’est pas valable.") from None
    return cleaned


def one_line(text):
    """Text for a header: control characters and line breaks become spaces."""
    return " ".join(CONTROL.sub(" ", text).split())


@dataclass(frozen=True)
class Recipient:
    """A person to write to; `user_id` when that person has an account, `rhythm` the days on
    which they read.

    The address is normalised; ValueError when it is not one.
    """

    email: str
    name: str = ""
    user_id: int | None = None
    rhythm: Rhythm = Rhythm.WORK

    def __post_init__(self):
        object.__setattr__(self, "email", normalise(self.email))
        object.__setattr__(self, "name", one_line(self.name)[:200])
