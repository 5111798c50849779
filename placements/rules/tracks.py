"""The rules of discovery tracks, and who goes where on which day. Pure: values in,
violations or plans out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from directory.enums import Level
from directory.violations import Violation
from placements.rules import presence
from placements.rules.presence import DAY, WEEKDAYS, WeekTable

SUNDAY = 6
RULE = "R-PL-8"


@dataclass(frozen=True)
class TrackFacts:
    """What the rules look at; `plan` is {day: [(host, capacity)…]} without empty cells."""

    starts_on: date
    ends_on: date
    opens_on: date
    closes_on: date
    capacity: int
    levels: tuple
    table: WeekTable
    plan: dict


def check_sheet(facts, calendar):
    """What keeps the track from being kept: its dates, its levels (R-PL-1), its days (R-ID-9)."""
    found = []
    if facts.ends_on < facts.starts_on:
        return [Violation("R-PL-1", "Le dernier jour précède le premier.", "ends_on")]
    if _monday(facts.starts_on) != _monday(facts.ends_on):
        found.append(Violation(RULE, "Un parcours tient dans une semaine.", "ends_on"))
    for field in ("starts_on", "ends_on"):
        if reason := calendar.why_closed(getattr(facts, field)):
            found.append(Violation("R-ID-9", f"Pas de présence ce jour-là ({reason}).", field))
    if facts.closes_on < facts.opens_on:
        text = "La clôture des propositions précède leur ouverture."
        found.append(Violation("", text, "closes_on"))
    if facts.closes_on >= facts.starts_on:
        text = "Les propositions se closent avant le premier jour du parcours."
        found.append(Violation("", text, "closes_on"))
    if any(Level(level).order < Level.QUATRIEME.order for level in facts.levels):
        found.append(Violation("R-PL-1", "Les stages commencent en classe de 4e.", "levels"))
    return found


def _monday(day):
    return day - DAY * day.weekday()


def check_plan(facts, calendar):
    """What keeps the track from opening: every pupil has one host each day (R-PL-8), and the
    hours are allowed at any age (R-PL-2 to R-PL-4, R-VI-2)."""
    found = check_sheet(facts, calendar)
    if not facts.plan:
        return [*found, Violation(RULE, "Donnez des jours à un accueillant au moins.", "plan")]
    for day, hosts in sorted(facts.plan.items()):
        found += _check_day(facts, day, sum(capacity for _, capacity in hosts))
    days = sorted(facts.plan)
    stay = presence.Stay(days[0], days[-1], facts.table)
    if not found:
        found += presence.check_hours([stay], None, calendar)
    return found


def _check_day(facts, day, seats):
    name = f"{WEEKDAYS[day.weekday()]} {day:%d/%m}"
    if not facts.starts_on <= day <= facts.ends_on:
        yield Violation(RULE, f"Le {name} n’est pas un jour du parcours.", "plan")
    if not facts.table[day.weekday()]:
        yield Violation("R-PL-4", f"Indiquez les horaires du {name}.", "hours")
    if seats < facts.capacity:
        text = (
            f"Le {name}, les accueillants reçoivent {seats} élève{'s' if seats > 1 else ''} en "
            f"tout, pour {facts.capacity} places."
        )
        yield Violation(RULE, text, "plan")


def check_calling_off(starts_on, today):
    """An allocated track is called off as a whole until the eve of its first day."""
    if today < starts_on:
        return []
    text = "Le parcours a commencé : chaque établissement met fin aux stages de ses élèves."
    return [Violation(RULE, text)]


def hosts_of(plan, slot):
    """{day: host} of the pupil on line `slot` (from 0): groups turn from host to host.

    `plan` is {day: [(host, capacity)…]}. Lines below the day's sum of capacities never
    meet: no host receives more pupils than it said (R-PL-8).
    """
    found = {}
    for number, day in enumerate(sorted(plan)):
        places: list[Any] = [host for host, capacity in plan[day] for _ in range(capacity)]
        group = min(capacity for _, capacity in plan[day])
        found[day] = places[(slot + number * group) % len(places)]
    return found
