"""When a year is declared and what a declaration must hold: pure functions (DOMAIN §7)."""

import datetime as dt

from directory.violations import Violation
from reports.enums.declaration import Answer, DeclaredKind

OPENS = (5, 15)
DUE = (6, 30)
# More than any school, committee or network does in a year.
LARGEST = 100_000


def opens_on(year):
    """The first day on which the school year (its start) is declared."""
    return dt.date(year + 1, *OPENS)


def due_on(year):
    """The day by which it is expected."""
    return dt.date(year + 1, *DUE)


def last_day(year):
    """A late answer is taken until the next year is declared."""
    return opens_on(year + 1) - dt.timedelta(days=1)


def declared_year(today):
    """The school year that is declared on this day: the last whose 15 May has come."""
    return today.year - 1 if today >= dt.date(today.year, *OPENS) else today.year - 2


def is_asked(year, today):
    """Whether a page still asks for it: from 15 May to the end of the school year."""
    return opens_on(year) <= today <= dt.date(year + 1, 8, 31)


def window_violations(year, today):
    """Why the year is not declared on this day."""
    if today < opens_on(year):
        text = f"La déclaration ouvre le {opens_on(year):%d/%m/%Y}."
    elif today > last_day(year):
        text = f"La déclaration était ouverte jusqu’au {last_day(year):%d/%m/%Y}."
    else:
        return []
    return [Violation("DOMAIN §7", text)]


def count_violations(counts):
    """What is wrong with {kind: (count, pupils, adults, words)}."""
    found = []
    for kind, (count, pupils, adults, words) in counts.items():
        label = DeclaredKind(kind).label
        if max(count, pupils, adults) > LARGEST:
            text = f"{label} : ce nombre est trop grand."
            found.append(Violation("DOMAIN §7", text, f"{kind}_count"))
        if not count and (pupils or adults):
            text = f"{label} : dites combien d’actions, les participants ne suffisent pas."
            found.append(Violation("DOMAIN §7", text, f"{kind}_count"))
        if kind == DeclaredKind.OTHER and count and not words:
            text = "Dites en quelques mots quelles sont ces autres actions."
            found.append(Violation("DOMAIN §7", text, "other_words"))
    return found


def answer_violations(answer, words, has_counts, has_rows):
    """What a signature needs: an answer that agrees with the counts and the portal."""
    if answer not in Answer.values:
        return [Violation("DOMAIN §7", "Dites si les chiffres du portail sont exacts.", "answer")]
    if answer == Answer.TO_CORRECT and not words:
        return [Violation("DOMAIN §7", "Dites ce qui est à corriger.", "words")]
    if answer == Answer.NOTHING and has_rows:
        text = "Le portail a des chiffres pour cette année : répondez « exact » ou « à corriger »."
        return [Violation("DOMAIN §7", text, "answer")]
    if answer == Answer.NOTHING and has_counts:
        text = "Vous déclarez des actions faites ailleurs : ce n’est pas « rien cette année »."
        return [Violation("DOMAIN §7", text, "answer")]
    return []
