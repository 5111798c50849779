"""What an SMTP failure means for the mail, and when to try again (RELIABILITY §2)."""

import random
import re
import smtplib
from dataclasses import dataclass
from datetime import timedelta

BACK_OFF = (1, 5, 15, 60, 240)  # minutes after the first, second… attempt, ± 20 %
MAX_ATTEMPTS = 20  # the last delay repeats: about two and a half days
# Permanent by their first digit, temporary in practice: full mailbox, "too large".
TEMPORARY_IN_PRACTICE = frozenset({523, 552})
# Enhanced statuses (RFC 3463) that rule the recipient's address out: it does not exist, has
# moved, takes no mail. Not 5.1.7 and 5.1.8, which are about the sender's; nor a full mailbox,
# a policy, a reputation, or 5.0.0, which says nothing.
OF_THE_ADDRESS = re.compile(r"5\.(1\.([0-6]|10)|2\.[01])")
ADDRESS = re.compile(r"[^\s<>\"']+@[^\s<>\"']+")


class Unreachable(Exception):
    """No relay took the connection: nothing is said about the mail itself."""


@dataclass(frozen=True)
class Failure:
    """A known answer: `final` or to be tried again; `error` names no address; `of_address`:
    nothing more needs to be tried at this address."""

    final: bool
    error: str
    of_address: bool = False


def is_of_the_address(status):
    """Whether an enhanced status such as 5.1.1 rules the address itself out."""
    return OF_THE_ADDRESS.fullmatch(status) is not None


def redact(text):
    """An error fit for the table: no address, one line, 300 characters."""
    return " ".join(ADDRESS.sub("‹adresse›", str(text)).split())[:300]


def _answer(error):
    """The code and words of the relay's refusal; code 0 when it said nothing."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))
    return getattr(error, "smtp_code", 0), getattr(error, "smtp_error", b"")


def classify(error):
    """The Failure that an exception of sending stands for."""
    code, words = _answer(error)
    if isinstance(words, bytes):
        words = words.decode("utf-8", "replace")
    final = 500 <= code < 600 and code not in TEMPORARY_IN_PRACTICE
    status = words.split(" ", 1)[0]
    said = redact(f"{code} {words}" if code else type(error).__name__)
    return Failure(final, said, final and is_of_the_address(status))


def delay(attempts):
    """How long to wait after attempt number `attempts` (from 1)."""
    minutes = BACK_OFF[min(max(attempts, 1), len(BACK_OFF)) - 1]
    return timedelta(minutes=minutes * random.uniform(0.8, 1.2))  # noqa: S311 - no secret
