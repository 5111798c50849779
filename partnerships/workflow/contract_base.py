"""What the acts on a contract share: its table of transitions, its lock, its journal."""

from accounts import journal
from accounts.transitions import Table, Transition
from outbox.workflow import notify
from partnerships.enums.contract import ContractKind, ContractState
from partnerships.models import Contract
from partnerships.workflow.contract_people import is_editor, is_school_side
from partnerships.workflow.tables import by_portal

# What documents calls them: kinds of signature rounds.
ROUND_KINDS = {
    ContractKind.CLASS_IMMERSION: "class-contract",
    ContractKind.ORDINARY: "group-contract",
    ContractKind.VISIT: "visit-agreement",
}


def by_school(contract, actor):
    return is_school_side(contract, actor)


def by_editor(contract, actor):
    return is_editor(contract, actor) or by_portal(contract, actor)


def already_checked(_contract, _actor):
    """Cancelling follows the booking, whose workflow has checked who cancels."""
    return True


S = ContractState
TABLE = Table(
    {
        (S.DRAFT, "send"): Transition(S.IN_SIGNATURE, by_school, "Envoyer à la signature"),
        (S.VOID, "send"): Transition(S.IN_SIGNATURE, by_school, "Envoyer à la signature"),
        (S.UNCOVERED, "send"): Transition(S.UNCOVERED, by_school, "Envoyer à la signature"),
        (S.IN_SIGNATURE, "seal"): Transition(S.SIGNED, by_portal, "Signée par tous"),
        (S.UNCOVERED, "seal"): Transition(S.SIGNED, by_portal, "Signée par tous"),
        (S.IN_SIGNATURE, "void"): Transition(S.VOID, by_editor, "Annuler les signatures"),
        (S.SIGNED, "void"): Transition(S.VOID, by_editor, "Annuler les signatures"),
        (S.UNCOVERED, "void"): Transition(S.VOID, by_editor, "Annuler les signatures"),
        (S.DRAFT, "uncover"): Transition(S.UNCOVERED, by_portal, "Non couverte"),
        (S.VOID, "uncover"): Transition(S.UNCOVERED, by_portal, "Non couverte"),
        (S.IN_SIGNATURE, "uncover"): Transition(S.UNCOVERED, by_portal, "Non couverte"),
        (S.UNCOVERED, "postpone"): Transition(S.DRAFT, by_portal, "Reporter à d’autres dates"),
        (S.SIGNED, "complete"): Transition(S.COMPLETED, by_portal, "Réalisée"),
        (S.COMPLETED, "uncomplete"): Transition(S.SIGNED, by_portal, "Non réalisée"),
        **{
            (state, "cancel"): Transition(S.CANCELLED, already_checked, "Annuler")
            for state in (S.DRAFT, S.VOID, S.IN_SIGNATURE, S.SIGNED, S.UNCOVERED)
        },
    }
)


def lock(contract):
    """The contract's row, locked for this transaction; everything is read again from it."""
    Contract.objects.select_for_update(of=("self",), no_key=True).get(pk=contract.pk)
    return Contract.objects.with_parties().get(pk=contract.pk)


def tell(actor, kind, contract, recipients, *, occasion="", **context):
    for recipient in recipients:
        notify(kind, contract, recipient, by=actor, occasion=occasion, context=context)


def write_journal(actor, verb, contract, **more):
    booking = contract.booking
    journal.record(actor, verb, contract, school=booking.school, company=booking.company, **more)


def move(actor, contract, event, **fields):
    """Apply an event and save; raises Refused when the table forbids it."""
    TABLE.apply(contract, event, actor)
    for name, value in fields.items():
        setattr(contract, name, value)
    contract.save(update_fields=["state", *fields])
