"""One short agreement for several visits of the year (R-VI-1): which dates a document covers.

Each date keeps a contract of its own, with its state, its programme and its numbers: coverage,
changes, departures and certificates hang on it. They share one round of signatures.
"""

from django.db.models import Q

from partnerships.contract.data import contract_data
from partnerships.enums import BookingState
from partnerships.enums.contract import OPEN_STATES, ContractKind, ContractState
from partnerships.models import Contract


def together(contract):
    """The contracts that its document covers, itself included, the first day first: those that
    were put to signature with it, else those joined to it that still prepare."""
    rows = Contract.objects.with_parties().exclude(pk=contract.pk)
    out = contract.in_round_id and contract.state not in (*OPEN_STATES, ContractState.UNCOVERED)
    if contract.kind != ContractKind.VISIT:
        others = []
    elif out:
        others = rows.filter(in_round=contract.in_round_id).exclude(state=ContractState.CANCELLED)
    else:
        others = rows.filter(group_of(contract), state__in=OPEN_STATES)
    return sorted([contract, *others], key=_first_day)


def group_of(contract):
    """Condition: joined with this contract, itself included."""
    head = contract.joined_to_id or contract.pk
    return Q(pk=head) | Q(joined_to=head)


def _first_day(contract):
    return contract.booking.starts_on, contract.pk


def may_join(contract):
    """The other visits of the year to the same host, by classes of the same school, that still
    prepare: those that one document may cover with it."""
    if contract.kind != ContractKind.VISIT or contract.state not in OPEN_STATES:
        return Contract.objects.none()
    booking = contract.booking
    same = {
        f"booking__{name}": getattr(booking, f"{name}_id")
        for name in ("school", "company", "host_school", "host_network")
    }
    rows = Contract.objects.with_parties().filter(
        **{name: key for name, key in same.items() if key is not None},
        kind=ContractKind.VISIT,
        state__in=OPEN_STATES,
        school_year=contract.school_year_id,
        booking__state=BookingState.ACCEPTED,
    )
    return rows.exclude(pk=contract.pk).order_by("booking__starts_on", "pk")


def signed_values(round, contract):
    """What a round was signed with for this date."""
    signed = round.data["signed"]
    also = {one["reference"]: one for one in round.data.get("also", ())}
    return also.get(contract.reference, signed)


def values_of(contract):
    """[values] of every date of its document, the contract's own among them."""
    return [contract_data(one) for one in together(contract)]
