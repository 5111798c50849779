"""Registrations to events: their states, and how the waiting list is served (R-EV-3)."""

from django.db.models import TextChoices


class Policy(TextChoices):
    """In which order who waits is called when seats come free."""

    STRICT = "strict", "dans l’ordre d’arrivée, sans exception"
    FIRST_FIT = "first_fit", "dans l’ordre d’arrivée, un groupe trop grand peut être dépassé"
    ORGANISER = "organiser", "l’organisateur choisit"


class EntryState(TextChoices):
    """Where the registration to one session stands.

    *requested*: the address is not proved yet, or the organiser has not decided yet.
    """

    REQUESTED = "requested", "demandée"
    CONFIRMED = "confirmed", "confirmée"
    WAITLISTED = "waitlisted", "en liste d’attente"
    OFFERED = "offered", "place proposée"
    DECLINED = "declined", "refusée"
    EXPIRED = "expired", "proposition expirée"
    CANCELLED = "cancelled", "annulée"
    GIVEN = "given", "transmise"


# What still may lead to the event, what its counter holds, and what is over.
LIVE = (EntryState.REQUESTED, EntryState.CONFIRMED, EntryState.WAITLISTED, EntryState.OFFERED)
SETTLED = (EntryState.CONFIRMED, EntryState.WAITLISTED, EntryState.OFFERED)
HOLDING = (EntryState.CONFIRMED, EntryState.OFFERED)


class Party(TextChoices):
    """Who comes."""

    PERSON = "person", "une personne"
    GROUP = "group", "un groupe ou une classe"


class Giving(TextChoices):
    """Whether who is registered may give their place to another person."""

    NEVER = "never", "non"
    NOBODY_WAITS = "no_waiter", "oui, tant que personne n’attend une place"
    ALWAYS = "always", "oui, même quand d’autres attendent une place"


class GiftState(TextChoices):
    """Where the gift of a place stands: the giver keeps it until the other person accepts."""

    PROPOSED = "proposed", "proposée"
    ACCEPTED = "accepted", "acceptée"
    REFUSED = "refused", "refusée"
    WITHDRAWN = "withdrawn", "retirée"
    EXPIRED = "expired", "restée sans réponse"
