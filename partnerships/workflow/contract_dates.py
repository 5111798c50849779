"""Which visits one short agreement covers: chosen before its signatures (R-VI-1)."""

from django.db import transaction

from directory.violations import Refused, Violation
from partnerships.contract.data import CLAUSES
from partnerships.contract.dates import group_of, may_join, together
from partnerships.enums.contract import OPEN_STATES
from partnerships.models import Contract
from partnerships.workflow.contract_base import lock, write_journal
from partnerships.workflow.contract_people import is_school_side

# Said once for all dates; numbers and programme are those of each.
COMMON = (*CLAUSES, "place", "referent_name", "referent_phone", "tutor_name", "tutor_function",
          "tutor_phone", "accompanying")  # fmt: skip
PERSON = ("name", "title", "email")


@transaction.atomic
def cover(actor, contract, others):
    """The document of this visit covers these dates besides its own, and no other; what is said
    once is copied to them. Raises `Refused` once it is at the signature, or for a date that may
    not be joined (`contract_dates.may_join`)."""
    # In the order of their keys: two choices at once never wait for each other.
    keys = sorted({contract.pk, *(one.pk for one in others)})
    rows = {key: lock(Contract(pk=key)) for key in keys}
    contract = rows.pop(contract.pk)
    if not is_school_side(contract, actor) or contract.state not in OPEN_STATES:
        raise Refused("Les dates d’une convention se choisissent avant sa signature.")
    if set(rows) - set(may_join(contract).values_list("pk", flat=True)):
        text = "Une de ces visites ne peut pas être réunie avec celle-ci."
        raise Refused(violations=[Violation("R-VI-1", text, "dates")])
    before = {one.pk for one in together(contract)}
    _leave(contract)
    for one in rows.values():
        _leave(one)
        _join(one, contract)
    if before != {contract.pk, *rows}:
        words = ", ".join(f"{one.booking.starts_on:%d/%m/%Y}" for one in together(lock(contract)))
        write_journal(actor, "a choisi les dates de la convention", contract, words=words)
    return lock(contract)


def _leave(contract):
    """Nobody is joined to it, nor it to anybody: those that were stay together."""
    contract.refresh_from_db(fields=["joined_to"])
    left = Contract.objects.filter(group_of(contract), state__in=OPEN_STATES)
    others = list(left.exclude(pk=contract.pk).order_by("pk"))
    if contract.joined_to_id is None and others:
        head, *rest = others
        Contract.objects.filter(pk__in=[one.pk for one in rest]).update(joined_to=head)
        Contract.objects.filter(pk=head.pk).update(joined_to=None)
    Contract.objects.filter(pk=contract.pk).update(joined_to=None)
    contract.joined_to = None


def _join(one, contract):
    for name in COMMON:
        setattr(one, name, getattr(contract, name))
    one.joined_to = contract
    one.save(update_fields=[*COMMON, "joined_to"])
    for party in contract.parties.all():
        said = {name: getattr(party, name) for name in PERSON}
        one.parties.filter(function=party.function).update(**said)
