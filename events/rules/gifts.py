"""Rules of a place that is given to another person (R-EV-3), pure."""

import datetime as dt
from dataclasses import dataclass

from directory.french import moment
from directory.violations import Violation
from events.enums.registration import GiftState, Giving
from outbox.rules import PARIS

RULE = "R-EV-3"
NEVER = "Cet événement ne permet pas de transmettre sa place : annulez-la, elle va à quelqu’un."
OF_A_CLASS = "L’inscription d’une classe reste à son établissement : elle ne se transmet pas."
NOTHING_LEFT = "Il n’y a pas de place confirmée et à venir à transmettre."
ARRIVED = "Une arrivée est déjà pointée : l’inscription ne se transmet plus."
WAITED_FOR = (
    "D’autres personnes attendent une place : annulez la vôtre, elle ira à la première de la liste."
)
CHOSEN = "L’organisateur accepte chaque inscription : demandez-lui de transmettre la vôtre."
ONESELF = "C’est l’adresse de cette inscription : indiquez celle d’une autre personne."

# (state, event) → state.
ARROWS = {
    (GiftState.PROPOSED, "accept"): GiftState.ACCEPTED,
    (GiftState.PROPOSED, "decline"): GiftState.REFUSED,
    (GiftState.PROPOSED, "withdraw"): GiftState.WITHDRAWN,
    (GiftState.PROPOSED, "expire"): GiftState.EXPIRED,
}


@dataclass(frozen=True)
class Given:
    """What is to be given: how many places, whether they are a class's, whether somebody of it
    has arrived, whether others wait for such places, whether the organiser chose who comes."""

    places: int
    of_a_class: bool = False
    has_arrived: bool = False
    waited_for: bool = False
    is_chosen: bool = False


def check_given(given, giving, closes_at, now, *, by_organiser=False):
    """Why these places cannot be given. The organiser's policy, deadline and list bind who is
    registered; what is impossible binds the organiser too."""
    words = []
    if given.of_a_class:
        words.append(OF_A_CLASS)
    elif given.has_arrived:
        words.append(ARRIVED)
    elif not given.places:
        words.append(NOTHING_LEFT)
    elif not by_organiser:
        words += _barred(given, giving, closes_at, now)
    return [Violation(RULE, one) for one in words]


def _barred(given, giving, closes_at, now):
    if giving == Giving.NEVER:
        return [NEVER]
    if given.is_chosen:
        return [CHOSEN]
    if closes_at and now >= closes_at:
        return [f"Les places se transmettaient jusqu’au {moment(closes_at.astimezone(PARIS))}."]
    if giving == Giving.NOBODY_WAITS and given.waited_for:
        return [WAITED_FOR]
    return []


def answer_until(now, hours, closes_at, starts_at):
    """Until when the other person may answer: so many hours, the deadline and the start of the
    first session at the latest."""
    limit = min(filter(None, (closes_at, starts_at)))
    return min(now + dt.timedelta(hours=hours), limit)
