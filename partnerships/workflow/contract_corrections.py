"""A contract sent back for correction, with comments on its fields (R-AG-7)."""

from django.db import transaction

from directory.violations import Refused
from documents import corrections, rounds
from outbox.workflow import notify
from partnerships.contract.fields import BY_COMPANY, BY_SCHOOL, correctable
from partnerships.workflow.contract_base import S, lock, write_journal
from partnerships.workflow.contract_opening import fill_link
from partnerships.workflow.contract_people import (
    company_recipients,
    is_company_side,
    is_editor,
    is_school_side,
    signatory_function,
    teacher_recipients,
)
from partnerships.workflow.contracts import current_round, is_out

SENT_BACK = "contract.sent_back"


def may_send_back(contract, actor):
    """A party, as long as the contract may still be changed and is not signed by all."""
    party = is_editor(contract, actor) or signatory_function(actor, contract)
    return bool(party) and contract.state in (S.DRAFT, S.VOID, S.IN_SIGNATURE, S.UNCOVERED)


@transaction.atomic
def send_back(actor, contract, comments):
    """A party asks whoever fills these fields to correct them: {field: text}. Raises Refused."""
    contract = lock(contract)
    if not may_send_back(contract, actor):
        raise Refused("Cette convention ne peut plus être renvoyée pour correction.")
    return keep(actor, contract, comments)


def keep(actor, contract, comments):
    """Keep the comments, void what is out for signature, tell who mends each field.

    Nothing that was typed is lost: the author corrects, then sends to signature again.
    """
    contract = lock(contract)
    last = current_round(contract) if is_out(contract) else None
    rows = corrections.keep(actor, contract, correctable(contract), comments, last)
    words = corrections.in_words(rows)
    if last:
        rounds.void(actor, last, f"Renvoyée pour correction : {words}.")
    write_journal(actor, "a renvoyé la convention pour correction", contract, words=words)
    _tell(actor, contract, rows)
    return rows


def _tell(actor, contract, rows):
    """The teacher always; the host by its link, when a field is its own to mend."""
    fields, occasion = {row.field for row in rows}, str(rows[0].pk)
    if fields & BY_SCHOOL or not is_school_side(contract, actor):
        for recipient in teacher_recipients(contract.booking):
            notify(SENT_BACK, contract, recipient, by=actor, occasion=occasion)
    if fields & BY_COMPANY and not is_company_side(contract, actor):
        for recipient in company_recipients(contract):
            context = {"link": fill_link(actor, contract, recipient).pk}
            notify(SENT_BACK, contract, recipient, by=actor, occasion=occasion, context=context)
