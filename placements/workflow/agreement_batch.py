"""The agreements of a class at once: asked of the hosts, put to signature, reminded, or said
signed elsewhere.

Each one is its own transaction: what one of them lacks does not hold the others back.
"""

from dataclasses import dataclass, field

from directory.violations import Refused
from documents import rounds
from documents.enums import RoundState
from placements.models import Agreement
from placements.workflow import agreement_parts, agreements
from placements.workflow import placements as by_hand
from placements.workflow.agreement_base import S, current_round, with_all
from placements.workflow.agreement_ends import agreement_of


@dataclass
class Outcome:
    """How many were done, and why the others were not: [(placement, French sentence)]."""

    done: int = 0
    refused: list = field(default_factory=list)

    def run(self, placement, act):
        try:
            self.done += act()
        except Refused as refused:
            self.refused.append((placement, refused.message))


def ask_hosts(actor, placements, addresses=None):
    """Prepare the agreements and send each host its link. `addresses` are those typed for
    placements without agreement: {(placement key, company key): address}."""
    outcome = Outcome()
    for placement in placements:
        outcome.run(placement, lambda one=placement: _ask(actor, one, addresses or {}))
    return outcome


def _ask(actor, placement, addresses):
    agreement = agreement_of(placement)
    if agreement is None:
        companies = dict.fromkeys(stay.company_id for stay in placement.stays.all())
        typed = {company: addresses.get((placement.pk, company), "") for company in companies}
        contacts = {company: ("", email) for company, email in typed.items() if email}
        agreement = agreements.prepare(actor, placement, contacts=contacts)
    if agreement.state not in (S.DRAFT, S.ASKED):
        raise Refused("L’accueillant a déjà complété sa part.")
    agreement_parts.ask_hosts(actor, agreement)
    return 1


def sign_elsewhere(actor, placements):
    """Say that they were signed outside of the portal (R-AG-5)."""
    outcome = Outcome()
    for placement in placements:
        outcome.run(placement, lambda one=placement: bool(by_hand.sign_elsewhere(actor, one)))
    return outcome


def open_signatures(actor, placements):
    """Put to signature those that are complete."""
    outcome = Outcome()
    for placement in placements:
        outcome.run(placement, lambda one=placement: _open(actor, one))
    return outcome


def _open(actor, placement):
    agreement = _agreement(placement)
    if agreement.state == S.SIGNING:
        raise Refused("La convention est déjà à la signature.")
    agreements.open_signatures(actor, agreement)
    return 1


def _agreement(placement):
    agreement = with_all(Agreement.objects).filter(placement=placement).first()
    if agreement is None:
        raise Refused("La convention n’est pas préparée.")
    return agreement


def remind(actor, placements):
    """Remind everybody whose signature is awaited (R-AG-6), once a day each."""
    outcome = Outcome()
    for placement in placements:
        outcome.run(placement, lambda one=placement: _remind(actor, one))
    return outcome


def _remind(actor, placement):
    agreement = _agreement(placement)
    last = current_round(agreement)
    if last is None or last.state != RoundState.OPEN:
        raise Refused("La convention n’est pas à la signature.")
    asked = list(last.signatories.awaited().exclude(email=""))
    if not asked:
        raise Refused("Les signatures qui manquent se donnent sur papier.")
    done, refused = 0, None
    for signatory in asked:
        try:
            rounds.remind(actor, signatory)
        except Refused as why:
            refused = why
        else:
            done += 1
    if not done and refused:
        raise refused
    return done
