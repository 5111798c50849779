"""Filling a contract, having it signed, and what a change does to what was signed."""

from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from directory.violations import Refused, Violation, require
from documents import corrections, rounds
from documents.enums import RoundState
from documents.models import Correction
from documents.rounds import SignatoryData
from outbox.workflow import notify
from partnerships.contract.data import contract_data, contract_facts
from partnerships.contract.dates import signed_values, together
from partnerships.enums import BookingState
from partnerships.enums.contract import PartyFunction
from partnerships.models import Contract, ContractNotice, FundingLine
from partnerships.rules.contract import (
    LAST_CALL_DAYS_BEFORE,
    Effect,
    completeness,
    covers_in_time,
    diff,
    effect_of,
)
from partnerships.workflow.contract_base import (
    ROUND_KINDS,
    TABLE,
    S,
    lock,
    move,
    tell,
    write_journal,
)
from partnerships.workflow.contract_edits import Edit, digests, recorded, require_current
from partnerships.workflow.contract_opening import create_for, tell_branch, write_programme
from partnerships.workflow.contract_people import (
    all_recipients,
    branch_recipients,
    followers,
    head_recipients,
    is_editor,
    is_school_side,
)
from partnerships.workflow.contract_settled import settle_changed
from partnerships.workflow.tables import SYSTEM as PORTAL

__all__ = ["Edit", "create_for", "tell_branch"]

NEEDS_CONFIRMATION = "confirm_void"

# --- Filling, and what a change does to what was signed ----------------------------


@transaction.atomic
def change(actor, contract, edit, *, confirmed=False, seen=None):
    """Write an edit; once put to signature, R-CEE-5 says what it does to the signatures.

    Returns its `Effect`. Raises Refused when the actor is no party, when the contract is
    closed, and, until `confirmed`, when the change would void the signatures; Outdated
    when another person changed the same part since `seen` (`require_current`).
    """
    contract = lock(contract)
    if not is_editor(contract, actor):
        raise Refused("Seuls l’établissement et l’entreprise remplissent la convention.")
    if contract.is_closed:
        raise Refused("Cette convention est close : elle ne se modifie plus.")
    require_current(contract, edit, seen)
    before, was = contract_data(contract), recorded(contract, edit)
    _write(contract, edit)
    contract = Contract.objects.with_parties().get(pk=contract.pk)
    effect = settle(actor, contract, before, confirmed=confirmed)
    old, new = digests(was), digests(edit)
    settle_changed(actor, contract, [key for key in old | new if old.get(key) != new.get(key)])
    if old != new and not diff(before, contract_data(contract)):
        unsigned = "adresses des signataires" if edit.funding is None else "suivi du financement"
        write_journal(actor, "a complété la convention", contract, words=unsigned)
    return effect


def _write(contract, edit):
    for one in together(contract) if contract.is_open else [contract]:
        _write_common(one, edit)
    if edit.programme is not None:
        contract.sessions.all().delete()
        write_programme(contract, edit.programme)
    if edit.funding is not None:
        contract.funding_lines.all().delete()
        FundingLine.objects.bulk_create(
            FundingLine(contract=contract, **line) for line in edit.funding
        )


def _write_common(contract, edit):
    """What one document says once for all its dates (R-VI-1)."""
    if edit.values:
        for name, value in edit.values.items():
            setattr(contract, name, value)
        contract.save(update_fields=list(edit.values))
    for function, values in (edit.parties or {}).items():
        contract.parties.filter(function=function).update(**values)


def current_round(contract):
    """The last round put to signature, whatever became of it; None before the first."""
    return contract.in_round


def is_out(contract):
    """Whether it was put to signature and not voided since: what is signed is at stake."""
    last = current_round(contract)
    return last is not None and last.state != RoundState.VOIDED


@transaction.atomic
def settle(actor, contract, before, *, confirmed=False):
    """Weigh what changed since `before` against what was put to signature (R-CEE-5).

    Also called by the bookings workflow after a change of dates or numbers.
    """
    after = contract_data(contract)
    changes = diff(before, after)
    if not changes:
        return Effect.NONE
    last = current_round(contract)
    if last is None or last.state == RoundState.VOIDED:
        write_journal(actor, "a complété la convention", contract, words=in_words(changes))
        return Effect.NONE
    at_stake = diff(signed_values(last, contract), after)
    if effect_of(at_stake) == Effect.VOID:
        voiding = [change for change in at_stake if change.effect == Effect.VOID]
        _void_after(actor, contract, voiding, confirmed)
        return Effect.VOID
    return _notice_after(actor, contract, changes)


def in_words(changes):
    """What changed, as a sentence lists it."""
    return ", ".join(change.label.lower() for change in changes)


def _void_after(actor, contract, voiding, confirmed):
    labels = in_words(voiding)
    if not confirmed:
        raise Refused(
            violations=[
                Violation(
                    "R-CEE-5",
                    f"Ce changement ({labels}) annule les signatures déjà données : les parties"
                    " devront signer de nouveau. Cochez la case pour le confirmer.",
                    NEEDS_CONFIRMATION,
                )
            ]
        )
    void(actor, contract, f"Changement : {labels}.")


def _notice_after(actor, contract, changes):
    notice = ContractNotice.objects.create(
        contract=contract,
        number=contract.notices.count() + 1,
        changes=[
            {"field": c.field, "label": c.label, "before": c.before, "after": c.after}
            for c in changes
        ],
    )
    verb = f"a modifié la convention (avis n° {notice.number})"
    write_journal(actor, verb, contract, words=in_words(changes))
    for recipient in all_recipients(contract):
        notify("contract.notice", notice, recipient, by=actor)
    return Effect.NOTICE


# --- Signatures --------------------------------------------------------------------


def may_send(actor, contract, today):
    """Whether the contract can be put to signature: by the school, while it still helps."""
    return TABLE.can(contract, "send", actor) and covers_in_time(today, contract.booking.starts_on)


@transaction.atomic
def send_to_signature(actor, contract):
    """Open the round of signatures; sent a second time, nothing changes.

    Raises Refused with every lack of R-CEE-4.
    """
    contract = lock(contract)
    if contract.state == S.IN_SIGNATURE and is_school_side(contract, actor):
        return contract
    if not TABLE.can(contract, "send", actor):
        TABLE.apply(contract, "send", actor)
    if not covers_in_time(timezone.localdate(), contract.booking.starts_on):
        raise Refused("L’immersion a commencé : une signature ne peut plus la couvrir (R-CEE-8).")
    every = [lock(one) for one in together(contract)]
    require([lack for one in every for lack in lacks(one, every)])
    first, kind = every[0], ROUND_KINDS[contract.kind]
    opened = rounds.open_round(actor, kind, first, signatories=signatories_of(first))
    for one in every:
        move(actor, one, "send", sent_at=timezone.now(), state_reason="", in_round=opened)
        corrections.settle(actor, one)
    return Contract.objects.with_parties().get(pk=contract.pk)


def lacks(contract, every):
    """What keeps one date from the signatures; with others, said with its day."""
    found = completeness(contract_facts(contract))
    if len(every) == 1:
        return found
    day = f"{contract.booking.starts_on:%d/%m}"
    return [replace(lack, message=f"{day} : {lack.message}") for lack in found]


def signatories_of(contract):
    """Whom the round asks, in the order of the document; without address: on paper.

    A party that is not known yet has no name: a draft leaves it blank, `completeness`
    keeps it from being sent.
    """
    people = {party.function: (party.name, party.email) for party in contract.parties.all()}
    booking = contract.booking
    labels = {
        PartyFunction.COMPANY: f"Pour l’entreprise {booking.host}",
        PartyFunction.HEAD: f"Pour l’établissement {booking.school}",
        PartyFunction.BRANCH: f"Pour la branche professionnelle {contract.branch or ''}".strip(),
    }
    return [
        SignatoryData(function.value, labels[function], *people.get(function, ("", "")), position)
        for position, function in enumerate(contract.functions, start=1)
    ]


@transaction.atomic
def sealed(contract, signed_at, *, is_told=True):
    """Every party has signed: hook of the signature round, in its transaction; `is_told` once
    for the dates of one document.

    Past the first day the signatures are kept, and the immersion stays uncovered (R-CEE-8).
    """
    contract = lock(contract)
    if not covers_in_time(timezone.localdate(signed_at), contract.booking.starts_on):
        if contract.state != S.UNCOVERED:
            move(PORTAL, contract, "uncover", state_reason="Signée après le premier jour.")
        write_journal(PORTAL, "a constaté une signature après le premier jour", contract)
        return contract
    move(PORTAL, contract, "seal", signed_at=signed_at)
    if is_told:
        tell(PORTAL, "contract.signed", contract, _followers(contract), occasion=str(signed_at))
    return contract


@transaction.atomic
def void(actor, contract, reason):
    """Void the signatures, given or awaited, and say so to all (R-CEE-5).

    What was signed is kept as it was signed; the next sending opens a new round.
    """
    contract = lock(contract)
    if not TABLE.can(contract, "void", actor):
        TABLE.apply(contract, "void", actor)
    rounds.void(actor, current_round(contract), reason)
    return Contract.objects.get(pk=contract.pk)


@transaction.atomic
def voided(actor, contract, reason):
    """Hook of the signature round: its signatures no longer count."""
    contract = lock(contract)
    if contract.state in (S.CANCELLED, S.COMPLETED):
        return contract
    move(PORTAL, contract, "void", state_reason=reason, signed_at=None)
    asked = Correction.objects.open().about(contract).filter(round=current_round(contract))
    if asked.exists():
        return contract  # whoever mends it is told of each field
    now = timezone.now().isoformat()
    tell(actor, "contract.voided", contract, _followers(contract), occasion=now, reason=reason)
    return contract


def _followers(contract):
    return followers(contract, current_round(contract).signatories.all())


@transaction.atomic
def cancel_for(actor, booking, reason):
    """The booking was cancelled: so is its contract; what was signed is kept (R-AG-3)."""
    contract = Contract.objects.filter(booking=booking).first()
    if contract is None:
        return None
    contract = lock(contract)
    if contract.state == S.CANCELLED:
        return contract
    move(actor, contract, "cancel", state_reason=reason)
    write_journal(actor, "a annulé la convention", contract, reason=reason)
    last = current_round(contract)
    if last is not None and last.state != RoundState.VOIDED and not _holds_for_others(last):
        rounds.void(actor, last, reason or "Immersion annulée.")
    return contract


def _holds_for_others(last):
    """Signed by all for other dates too: one that is withdrawn asks nothing again (R-VI-1)."""
    others = Contract.objects.filter(in_round=last).exclude(state=S.CANCELLED)
    return last.state == RoundState.SEALED and others.exists()


# --- With time ---------------------------------------------------------------------


def uncover_due(today):
    """R-CEE-8: unsigned and past D-3 becomes *non couverte*. Returns how many."""
    last_call = today + timedelta(days=LAST_CALL_DAYS_BEFORE)
    due = Contract.objects.unsigned().filter(booking__starts_on__lt=last_call)
    return sum(_uncover(contract) for contract in due.order_by("pk"))


@transaction.atomic
def _uncover(contract):
    contract = lock(contract)
    if not TABLE.can(contract, "uncover", PORTAL):
        return 0
    move(PORTAL, contract, "uncover", state_reason="Signatures manquantes trois jours avant.")
    write_journal(PORTAL, "a marqué l’immersion non couverte", contract)
    booking = contract.booking
    told = [*head_recipients(booking.school)]
    told += branch_recipients(contract.branch) if contract.branch else []
    tell(PORTAL, "contract.uncovered", contract, told)
    return 1


def complete_due(today):
    """The day after the last day, signed contracts of what was held are done (R-CEE-7).
    Returns how many."""
    due = Contract.objects.filter(state=S.SIGNED, booking__ends_on__lt=today)
    due = due.exclude(booking__state=BookingState.MISSED)
    return sum(_complete(contract) for contract in due.order_by("pk"))


@transaction.atomic
def _complete(contract):
    contract = lock(contract)
    if not TABLE.can(contract, "complete", PORTAL):
        return 0
    move(PORTAL, contract, "complete")
    write_journal(PORTAL, "a constaté la réalisation de l’immersion", contract)
    return 1


def uncomplete_for(booking):
    """Nobody came after all: the contract stays signed, and is not done (R-CEE-7)."""
    contract = Contract.objects.filter(booking=booking, state=S.COMPLETED).first()
    if contract is not None:
        move(PORTAL, lock(contract), "uncomplete")
