"""What a change of date does to the contract of an immersion (R-CEE-5)."""

from contextlib import contextmanager

from documents import corrections
from partnerships.contract.data import contract_data
from partnerships.contract.fields import DATES
from partnerships.models import Contract
from partnerships.programme import carried_over
from partnerships.rules.contract import covers_in_time, half_days
from partnerships.workflow.contract_base import S, lock, move, write_journal
from partnerships.workflow.contract_opening import write_programme
from partnerships.workflow.contracts import settle
from partnerships.workflow.tables import SYSTEM


@contextmanager
def following(booking, today):
    """The contract follows the days that its booking, locked by the caller, gets inside.

    Its programme moves with them; what was put to signature is void, to be signed again.
    An immersion that was uncovered can be signed for its new days.
    """
    contract = Contract.objects.filter(booking=booking).first()
    contract = contract and lock(contract)
    if contract is None or contract.is_closed:
        yield
        return
    before, first_day = contract_data(contract), booking.starts_on
    yield
    contract = Contract.objects.with_parties().get(pk=contract.pk)
    _move_programme(contract, first_day)
    corrections.settle(SYSTEM, contract, [DATES])
    settle(SYSTEM, contract, before, confirmed=True)
    contract = lock(contract)
    if contract.state == S.UNCOVERED and covers_in_time(today, contract.booking.starts_on):
        move(SYSTEM, contract, "postpone", state_reason="Dates reportées.")
        write_journal(SYSTEM, "a rouvert la convention pour ses nouvelles dates", contract)


def _move_programme(contract, former_first_day):
    booking = contract.booking
    halves = half_days(booking.starts_on, booking.ends_on, booking.last_day_is_half)
    drafts = carried_over(list(contract.sessions.all()), former_first_day, halves)
    contract.sessions.all().delete()
    write_programme(contract, drafts)
