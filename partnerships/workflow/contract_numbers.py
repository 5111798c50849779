"""Who really comes: the numbers of an accepted booking, after its acceptance (R-CEE-5)."""

from directory.violations import Refused, Violation
from partnerships import seats
from partnerships.contract.data import contract_data
from partnerships.contract.fields import COUNTS
from partnerships.models import Contract
from partnerships.workflow.contract_base import lock
from partnerships.workflow.contract_edits import Edit, require_current
from partnerships.workflow.contract_people import is_school_side
from partnerships.workflow.contract_settled import settle_changed
from partnerships.workflow.contracts import settle
from partnerships.workflow.locking import locked
from partnerships.workflow.waiting_list import give_back


@seats.unit_of_work
def change_numbers(actor, contract, numbers, *, confirmed=False, seen=None):
    """Keep the new counts; seats of the slot follow, and are refused beyond its capacity.

    `numbers` has the keys of `COUNTS`. Returns the `Effect` on the signatures: more
    pupils than signed voids them, fewer is a numbered notice (R-CEE-5). Raises Refused,
    Outdated when another person changed them since `seen`.
    """
    booking = locked(contract.booking)
    contract = lock(contract)
    if not is_school_side(contract, actor):
        raise Refused("Seul l’établissement change les effectifs.")
    if contract.is_closed:
        raise Refused("Cette convention est close : elle ne se modifie plus.")
    require_current(contract, Edit(numbers=numbers), seen)
    pupils = numbers["girls"] + numbers["boys"] + numbers["unspecified"]
    if pupils == 0:
        raise Refused(violations=[Violation("R-CEE-3", "Indiquez au moins un élève.", "girls")])
    before = contract_data(contract)
    freed = _take_seats(booking, pupils)
    for name in COUNTS:
        setattr(booking, name, numbers[name])
    booking.save(update_fields=[*COUNTS, "seats_held"])
    give_back(booking.slot, freed, booking.company_id)
    settle_changed(actor, contract, COUNTS)
    contract = Contract.objects.with_parties().get(pk=contract.pk)
    return settle(actor, contract, before, confirmed=confirmed)


def _take_seats(booking, pupils):
    """Take the seats that more pupils need; how many fewer ones leave."""
    if booking.slot is None:
        return 0
    held, booking.seats_held = booking.seats_held, pupils
    if pupils > held:
        seats.hold(booking.slot, pupils - held)
    return max(held - pupils, 0)
