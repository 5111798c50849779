"""What keeps a group from leaving, and what an attendance may say (R-CEE-3, R-VI-1).

Pure functions: values in, lines and violations out.
"""

import datetime as dt
from dataclasses import dataclass, field

from directory.french import full_day
from directory.violations import Violation
from partnerships.enums.on_the_day import ATTENDANCE_OPEN_DAYS, PUPILS_PER_ADULT, DepartureItem

Item = DepartureItem
RULES = {Item.CONTRACT: "R-CEE-8", Item.LEVEL: "R-CEE-1"}


@dataclass(frozen=True)
class Tick:
    """Who ticked, and when, in words."""

    by: str
    at: dt.datetime


@dataclass(frozen=True)
class DepartureFacts:
    """What the portal knows of a departure. `has_contract`, `is_signed`: of its convention;
    `list_wanted`, `list_sent`: of the names that the host asks for; `level_allowed`: by the
    host's sheet and the rules; `minimum_age`: in years, that the host asks of each pupil, which
    only the school can check; `details`: what the sheet or the convention says of an item."""

    pupils: int
    adults: int
    has_contract: bool = True
    is_signed: bool = True
    list_wanted: bool = False
    list_sent: bool = False
    adults_wanted: int = 0
    alone_allowed: bool = True
    level_allowed: bool = True
    minimum_age: int | None = None
    ticks: dict[str, Tick] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One item of the checklist as its page shows it."""

    item: DepartureItem
    done: bool
    words: str = ""
    detail: str = ""
    tick: Tick | None = None
    blocks: bool = True

    @property
    def label(self):
        return self.item.label

    @property
    def is_ticked_by_hand(self):
        return not self.item.is_known


def checklist(facts):
    """The items that concern this departure, in order."""
    lines = []
    if facts.has_contract:
        lines.append(_known(facts, Item.CONTRACT, facts.is_signed, "Il manque des signatures."))
    if facts.list_wanted:
        lines.append(_known(facts, Item.LIST, facts.list_sent, "La liste n’est pas déposée."))
    lines.append(_adults(facts))
    words = "La structure d’accueil, ou la règle, n’accueille pas ce niveau."
    lines.append(_known(facts, Item.LEVEL, facts.level_allowed, words))
    by_hand = [item for item in Item if not item.is_known]
    if not facts.minimum_age:
        by_hand.remove(Item.AGE)
    return lines + [_ticked(facts, item) for item in by_hand]


def _known(facts, item, done, lacking):
    return Line(item, done, "" if done else lacking, facts.details.get(item, ""))


def _ticked(facts, item):
    tick = facts.ticks.get(item)
    detail = facts.details.get(item, "")
    return Line(item, tick is not None, "", detail, tick, item.blocks)


def age_in_words(minimum, first_day):
    """What the school checks, with the birth date that it looks for in its own registers."""
    year = first_day.year - minimum
    try:
        born = first_day.replace(year=year)
    except ValueError:  # a 29 February in a year without one
        born = dt.date(year, 2, 28)
    return (
        f"{minimum} ans au moins le {full_day(first_day)} : chaque élève est né au plus tard le "
        f"{full_day(born)}."
    )


def usual_adults(pupils):
    """One adult for fifteen pupils, at least one."""
    return max(1, -(-pupils // PUPILS_PER_ADULT))


def _adults(facts):
    """The host's demand and, before 4e, R-VI-1 block; the usual ratio is advice."""
    there = f"{facts.adults} adulte{'s' if facts.adults > 1 else ''} pour {facts.pupils} élèves"
    if facts.adults < facts.adults_wanted:
        wanted = f"La structure d’accueil en demande {facts.adults_wanted} : {there}."
        return Line(Item.ADULTS, False, wanted)
    if not facts.adults and not facts.alone_allowed:
        return Line(Item.ADULTS, False, "Avant la 4e, le groupe est toujours accompagné.")
    usual = usual_adults(facts.pupils)
    if facts.adults < usual:
        words = f"D’ordinaire {usual} : {there}. Le chef d’établissement en décide."
        return Line(Item.ADULTS, False, words, blocks=False)
    return Line(Item.ADULTS, True, f"{there}.")


def violations(facts):
    """What keeps from « prête à partir » (blocking), and what is only told."""
    return [
        Violation(
            RULES.get(line.item, "R-CEE-3"),
            f"{line.label} : {line.words or 'à vérifier et à cocher.'}",
            line.item.value,
            line.blocks,
        )
        for line in checklist(facts)
        if not line.done
    ]


@dataclass(frozen=True)
class Count:
    """Who was there, or that nobody came."""

    absent: bool = False
    girls: int = 0
    boys: int = 0
    unspecified: int = 0
    adults: int = 0
    note: str = ""

    @property
    def pupils(self):
        return self.girls + self.boys + self.unspecified


def attendance_days(starts_on, ends_on, today):
    """The days whose attendance may be written today: none before the first, none once it is
    closed, never a day to come."""
    if today > ends_on + dt.timedelta(days=ATTENDANCE_OPEN_DAYS):
        return []
    last = min(ends_on, today)
    return [starts_on + dt.timedelta(days=n) for n in range((last - starts_on).days + 1)]


def check_count(count, expected):
    """Numbers or an absence, not both; `expected` pupils (a warning beyond)."""
    there = count.pupils + count.adults
    if count.absent and there:
        text = "Le groupe n’est pas venu : laissez les nombres à zéro."
        return [Violation("R-CEE-3", text, "absent")]
    if not count.absent and not there:
        text = "Indiquez qui était là, ou cochez que le groupe n’est pas venu."
        return [Violation("R-CEE-3", text, "girls")]
    if count.pupils > expected:
        text = f"{count.pupils} élèves présents pour {expected} attendus : vérifiez."
        return [Violation("R-CEE-5", text, "girls", blocking=False)]
    return []
