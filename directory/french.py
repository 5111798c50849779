"""Words as French prints them: dates (the first of a month is « 1er »), apostrophes, elision."""

import re
import unicodedata

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


VOWELS = ("a", "e", "i", "o", "u", "œ", "æ")


def apostrophes(text):
    """« l’atelier »: the sign of the keyboard between two letters becomes that of print."""
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)


def unbroken(text):
    """« Motif : absent » with spaces that end no line before « : ; ? ! » and inside of quotes."""
    return re.sub(r"(?<=\S) (?=[:;?!»])|(?<=«) ", "\u00a0", text)


def minus(figure):
    """« −12 »: the sign of print (U+2212), not a hyphen, which a line may end with."""
    return re.sub(r"^-(?=\d)", "−", str(figure))


def of(name):
    """« d’ABADIE Léa », « de Martin », « d’Yves », « de Yasmine »."""
    return _elided("de", name)


def because(reason):
    """« parce que vous répondez », « parce qu’un collègue vous remplace »."""
    return _elided("parce que", reason)


def _elided(before, words):
    """The two, the E of the first one dropped before a vowel that is heard. An H is left as it
    is: nothing in a name says whether it is mute."""
    plain = unicodedata.normalize("NFD", str(words)).lower()
    elided = plain.startswith(VOWELS) or (
        plain.startswith("y") and not plain[1:].startswith(VOWELS)
    )
    return f"{before[:-1]}’{words}" if elided else f"{before} {words}"


def day_and_month(day, weekday=False):
    """« 1er mars », « lundi 1er mars »."""
    words = f"{_number(day)} {MONTHS[day.month - 1]}"
    return f"{WEEKDAYS[day.weekday()]} {words}" if weekday else words


def full_day(day, weekday=False):
    """« 1er mars 2027 », « lundi 1er mars 2027 »."""
    return f"{day_and_month(day, weekday)} {day.year}"


def hour(at):
    """« 8 h 05 », never cut at the end of a line."""
    return f"{at.hour}\u00a0h\u00a0{at.minute:02d}"


def moment(at, weekday=False):
    """« 1er mars 2027 à 8 h 05 »."""
    return f"{full_day(at, weekday)} à {hour(at)}"


def period(first, last, weekday=False):
    """« le 4 janvier 2027 », « du 4 au 6 janvier 2027 », « du 30 mars au 1er avril 2027 »."""
    if first == last:
        return f"le {full_day(first, weekday)}"
    if first.year != last.year:
        start = full_day(first, weekday)
    elif first.month != last.month or weekday:
        start = day_and_month(first, weekday)
    else:
        start = _number(first)
    return f"du {start} au {full_day(last, weekday)}"


def _number(day):
    return "1er" if day.day == 1 else str(day.day)
