"""Rules of registrations to events (R-EV-3), pure: values in, words and violations out."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from directory.french import moment
from directory.violations import Violation
from events.enums.registration import EntryState, Party, Policy
from outbox.rules import PARIS

RULE = "R-EV-3"
MOST_PUPILS = 500
# Who takes an offer of seats needs time to read it, never beyond the session itself.
LEAST_HOLD = dt.timedelta(hours=1)


@dataclass(frozen=True)
class Waiter:
    """An entry of a waiting list, in its order: its seats, how many were served before it
    although they came after."""

    key: int
    seats: int
    passed: int = 0


def may_pass(policy, most_passes, passed):
    """Whether those behind an entry that does not fit may be served before it."""
    if policy == Policy.STRICT:
        return False
    return policy == Policy.FIRST_FIT and passed < most_passes


def next_called(policy, most_passes, left, queue: Sequence[Waiter]):
    """The key of who is called next when `left` seats are free (None: no limit), or None.

    The model of `partnerships.seats.promote` with this policy: tests hold one to the other.
    """
    if policy == Policy.ORGANISER:
        return None
    for waiter in queue:
        if left is None or waiter.seats <= left:
            return waiter.key
        if not may_pass(policy, most_passes, waiter.passed):
            return None
    return None


def why_not_called(policy, most_passes, left, queue, key):
    """Why an entry has not been called yet, in words for its page and the organiser's."""
    place = next(n for n, waiter in enumerate(queue) if waiter.key == key)
    mine, before = queue[place], queue[:place]
    if policy == Policy.ORGANISER:
        return "L’organisateur choisit qui est appelé quand des places se libèrent."
    if left == 0:
        return f"Toutes les places sont prises ; {_ahead(place)}."
    blocking = [one for one in before if not may_pass(policy, most_passes, one.passed)]
    if blocking:
        return (
            f"{_left(left)}, mais elles sont gardées pour une inscription plus ancienne "
            f"de {people(blocking[0].seats)} ; {_ahead(place)}."
        )
    if left is not None and mine.seats > left:
        reason = f"{_left(left)} pour {people(mine.seats)} ; {_ahead(place)}."
        if mine.passed:
            reason += f" Des inscriptions plus petites l’ont dépassée {mine.passed} fois"
            reason += f", {most_passes} au plus." if policy == Policy.FIRST_FIT else "."
        return reason
    return f"Les places libres sont en cours d’attribution ; {_ahead(place)}."


def _ahead(place):
    if not place:
        return "c’est la première de la liste"
    return "une inscription la précède" if place == 1 else f"{place} inscriptions la précèdent"


def _left(left):
    if left == 0:
        return "Il n’y a pas de place libre"
    return "Il reste 1 place" if left == 1 else f"Il reste {left} places"


def people(count):
    """ "1 personne", "24 personnes"."""
    return "1 personne" if count == 1 else f"{count} personnes"


def held_until(now, hours, starts_at):
    """Until when offered seats are held: so many hours, the start of the session at the
    latest; None when there is no time left to answer."""
    until = min(now + dt.timedelta(hours=hours), starts_at)
    return until if until - now >= LEAST_HOLD else None


def check_open(now, opens_at, closes_at, starts_at):
    """Whether one may register now."""
    if opens_at and now < opens_at:
        return [
            Violation(RULE, f"Les inscriptions ouvrent le {moment(opens_at.astimezone(PARIS))}.")
        ]
    if closes_at and now >= closes_at:
        return [Violation(RULE, "Les inscriptions sont closes.")]
    if now >= starts_at:
        return [Violation(RULE, "Cette séance a déjà commencé.")]
    return []


def check_party(party, pupils, adults, most_seats=None):
    """Who comes: a person is one; a group says how many, with at least one adult."""
    if party == Party.PERSON:
        return []
    found = []
    if not 0 <= pupils <= MOST_PUPILS:
        text = f"Indiquez un nombre entre 0 et {MOST_PUPILS}."
        found.append(Violation(RULE, text, "pupils"))
    if adults < 1:
        text = "Un groupe vient avec au moins un adulte."
        found.append(Violation(RULE, text, "adults"))
    if most_seats and pupils + adults > most_seats:
        text = f"Une inscription compte {people(most_seats)} au plus, adultes compris."
        found.append(Violation(RULE, text, "pupils"))
    return found


def check_overlaps(spans):
    """Sessions of one registration: nobody is in two rooms at once. `spans`: [(label,
    starts_at, ends_at)]."""
    ordered = sorted(spans, key=lambda span: span[1])
    for first, second in zip(ordered, ordered[1:], strict=False):
        if second[1] < first[2]:
            text = f"« {first[0]} » et « {second[0]} » ont lieu en même temps : choisissez."
            return [Violation(RULE, text, "sessions")]
    return []


def check_present(count, seats):
    """The real headcount of who came: more than announced is possible, a slip is not."""
    if count < 0:
        return [Violation(RULE, "Indiquez un nombre de personnes.", "present")]
    if count > max(2 * seats, seats + 10):
        text = f"{count} personnes pour {seats} annoncées : vérifiez ce nombre."
        return [Violation(RULE, text, "present")]
    return []


# (state, event) → state: the arrows of one entry; who may is `workflow.registrations.TABLE`.
ARROWS = {
    (EntryState.REQUESTED, "confirm"): EntryState.CONFIRMED,
    (EntryState.REQUESTED, "wait"): EntryState.WAITLISTED,
    (EntryState.REQUESTED, "refuse"): EntryState.DECLINED,
    (EntryState.REQUESTED, "cancel"): EntryState.CANCELLED,
    (EntryState.WAITLISTED, "offer"): EntryState.OFFERED,
    (EntryState.WAITLISTED, "refuse"): EntryState.DECLINED,
    (EntryState.WAITLISTED, "cancel"): EntryState.CANCELLED,
    (EntryState.OFFERED, "accept"): EntryState.CONFIRMED,
    (EntryState.OFFERED, "leave"): EntryState.DECLINED,
    (EntryState.OFFERED, "expire"): EntryState.EXPIRED,
    (EntryState.OFFERED, "cancel"): EntryState.CANCELLED,
    (EntryState.CONFIRMED, "cancel"): EntryState.CANCELLED,
    (EntryState.CONFIRMED, "give"): EntryState.GIVEN,
}
