"""Where contracts stand: who is awaited since when, what is late."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils import timezone

from documents.enums import RoundState
from documents.models import Signatory
from partnerships.enums import BookingState
from partnerships.enums.contract import UNSIGNED_STATES, ContractState
from partnerships.rules.contract import TOLD_DAYS_BEFORE, Coverage, coverage

CALL_AFTER = timedelta(days=21)
STEPS = ("Compléter", "Faire signer", "Vivre l’immersion", "Évaluer")
LATE_WORDS = {
    Coverage.TOLD: "non signée à moins de dix jours",
    Coverage.LAST_CALL: "dernier jour pour la signer",
    Coverage.UNCOVERED: "non couverte",
}


@dataclass(frozen=True)
class Awaited:
    """A party whose signature is asked and not given."""

    label: str
    name: str
    since: date


def awaited_of(contracts):
    """{contract id: [Awaited]} of those out for signature, in one query."""
    keys = {contract.in_round_id for contract in contracts} - {None}
    rows = Signatory.objects.awaited().filter(round__in=keys, round__state=RoundState.OPEN)
    found = {key: [] for key in keys}
    for row in rows:
        since = timezone.localdate(row.asked_at)
        found[row.round_id].append(Awaited(row.label, row.name, since))
    return {contract.pk: found.get(contract.in_round_id, []) for contract in contracts}


def lateness(contract, today):
    """In words, what is late about a contract; "" when nothing is (R-CEE-8)."""
    where = coverage(contract.state, contract.booking.starts_on, today)
    if where in LATE_WORDS:
        return LATE_WORDS[where]
    return "à appeler" if to_call(contract.state, contract.sent_at, today) else ""


def to_call(state, sent_at, today):
    """Out for signature for three weeks, by date: a phone call does better than a fourth mail.
    `calling` says the same to the database."""
    since = today - CALL_AFTER
    return state == ContractState.IN_SIGNATURE and timezone.localdate(sent_at) <= since


def late(today):
    """The condition that `lateness` says in words, for the database."""
    soon = today + timedelta(days=TOLD_DAYS_BEFORE)
    return (
        Q(state=ContractState.UNCOVERED)
        | Q(state__in=UNSIGNED_STATES, booking__starts_on__lte=soon)
        | calling(today)
    )


def calling(today):
    return Q(state=ContractState.IN_SIGNATURE, sent_at__date__lte=today - CALL_AFTER)


def step_of(contract, today):
    """The rank (from 1) of the step in `STEPS` that the contract is at."""
    if contract.state == ContractState.COMPLETED:
        return 4
    if contract.state == ContractState.SIGNED:
        missed = contract.booking.state == BookingState.MISSED
        return 3 if missed or today <= contract.booking.ends_on else 4
    return 2 if contract.state == ContractState.IN_SIGNATURE else 1
