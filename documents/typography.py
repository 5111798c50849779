"""Typed text → text that can be printed: pure functions, applied to every string.

What people type may hold a null byte, a bidirectional override that makes a contract
read otherwise than it prints, a word of 40,000 letters, or signs that the font does not
have; PDF/UA refuses some of them. Typst never reads these texts as its language: they
reach it as JSON, so `#`, `$` or `@` need no care here.
"""

import re
import unicodedata

from directory.french import apostrophes

NARROW, WIDE = "\u202f", "\u00a0"
MISSING = "?"
LONGEST_WORD = 60
# Control, surrogate, private and unassigned characters; format characters too, which
# holds the bidirectional overrides and the byte order mark, but for the soft joiners.
UNPRINTABLE = {"Cc", "Cs", "Co", "Cn", "Cf"}
KEPT = {"\n", "\u00ad", "\u200c", "\u200d"}
LATIN = re.compile(r"[^\n\u0020-\u007e\u00a0-\u017f\u2010-\u2026\u202f\u20ac]")
TOO_LONG = re.compile(rf"\S{{{LONGEST_WORD}}}(?=\S)")


def printable(text):
    """Without what cannot be printed; every kind of line break becomes `\\n`."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    text = re.sub("[\r\u2028\u2029\u0085\x0b\x0c]", "\n", text)
    return "".join(
        sign for sign in text if sign in KEPT or unicodedata.category(sign) not in UNPRINTABLE
    )


def french(text):
    """Apostrophes, and the spaces that must not break a line; adds none that was not typed."""
    text = apostrophes(text)
    text = re.sub(r" (?=[;!?])", NARROW, text)
    text = re.sub(r" (?=[:»%€])", WIDE, text)
    text = re.sub(r"(?<=«) ", WIDE, text)
    text = re.sub(r"\b(M\.|Mme|n°|art\.) (?=\S)", rf"\1{WIDE}", text)
    return re.sub(r"(?<=\d) (?=\d{3}\b|h\b|km\b)", NARROW, text)


def breakable(text):
    """A word longer than any real one may be cut, so that it stays on the page."""
    return TOO_LONG.sub(lambda word: word[0] + "\u200b", text)


def prepared(text):
    return breakable(french(printable(text)))


def without(text, missing):
    """Signs that the font lacks, replaced; nothing is dropped without a trace."""
    return "".join(MISSING if sign in missing else sign for sign in text)


def latin_only(text):
    """The last resort: what the font has for certain."""
    return LATIN.sub(MISSING, text)


def each_text(value, change):
    """`value` (what JSON holds) with `change` applied to each string but the keys."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {key: each_text(item, change) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [each_text(item, change) for item in value]
    return value
