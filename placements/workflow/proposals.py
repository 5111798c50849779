"""A host that a family found: proposed by link, then accepted or declined by who follows the
class (R-AG-5)."""

from functools import partial

from django.db import transaction
from django.utils import timezone

from accounts.idempotency import once
from accounts.journal import record
from directory.closed_years import closed_refusals
from directory.search import fold
from directory.violations import Refused, Violation, require
from outbox.workflow import notify
from partnerships import seats
from placements.enums import ProposalState
from placements.models import PlacementProposal, Pupil
from placements.rules import proposals as rules
from placements.workflow import placements
from placements.workflow.family_links import (
    CLASS_PURPOSE,
    PUPIL_PURPOSE,
    family,
    family_address,
)
from placements.workflow.followers import followers
from placements.workflow.pupils import check_author

DECIDED = "Cette proposition n’attend plus de réponse."


def may_propose(actor, pupil):
    """Whether the holder of this link proposes for this pupil: the pupil's own, the class's."""
    link = actor.link
    if link is None or pupil.left_on:
        return False
    if link.purpose == PUPIL_PURPOSE:
        return link.subject_id == pupil.pk
    return link.purpose == CLASS_PURPOSE and link.subject_id == pupil.class_group_id


def propose(actor, pupil, proposal, *, key, today=None):
    """Keep what a family typed, once per form; who follows the class is told.

    Raises Refused for days nobody accepts, a host without contact, the same proposal twice
    or too many that wait.
    """
    make = partial(_make, actor, pupil.pk, proposal, today or timezone.localdate())
    with transaction.atomic():
        return once(actor, key, make)[0]


def _make(actor, key, proposal, today):
    rows = Pupil.objects.select_for_update(of=("self",), no_key=True)
    pupil = rows.select_related("class_group__school_year", "class_group__diploma", "school").get(
        pk=key
    )
    if not may_propose(actor, pupil):
        raise Refused("Ce lien ne propose pas de stage pour cet élève.")
    require(_check(pupil, proposal, today))
    proposal.pupil, proposal.state = pupil, ProposalState.WAITING
    proposal.save()
    _write(actor, "a proposé un stage", proposal)
    for to in followers(pupil.class_group):
        notify("placement.proposed", proposal, to, by=actor)
    return proposal


def _check(pupil, proposal, today):
    found = rules.check_days(proposal.starts_on, proposal.ends_on, today)
    found += rules.check_contact(proposal.host_email, proposal.host_phone)
    found += closed_refusals(pupil.class_group.school_year, school=pupil.school)
    waiting = list(pupil.proposals.waiting())
    if any(_same(proposal, other) for other in waiting):
        text = "Cette proposition est déjà envoyée : l’établissement ne l’a pas encore examinée."
        return [*found, Violation(rules.RULE, text, "host_name")]
    return found + rules.check_waiting(len(waiting))


def _same(one, other):
    days = (other.starts_on, other.ends_on)
    return fold(one.host_name) == fold(other.host_name) and (one.starts_on, one.ends_on) == days


@seats.unit_of_work
def accept(actor, proposal, found, *, key):
    """The proposal becomes a placement, with the company that was matched; a second click
    finds the same one. Raises Refused."""
    row = _locked(actor, proposal)
    if row.state == ProposalState.ACCEPTED and row.placement:
        return row.placement
    _require_waiting(row)
    if found.pupil.pk != row.pupil_id:
        raise Refused("Cette proposition est celle d’un autre élève.")
    row.placement = placements.record_found(actor, found, key=key)
    _decide(row, ProposalState.ACCEPTED)
    _write(actor, "a accepté un stage proposé", row)
    _tell_family(actor, "placement.proposal_accepted", row)
    return row.placement


@transaction.atomic
def decline(actor, proposal, reason):
    """Say no and why; the family is told. Raises Refused."""
    row = _locked(actor, proposal)
    _require_waiting(row)
    if not reason.strip():
        text = "Dites à la famille pourquoi."
        raise Refused(violations=[Violation(rules.RULE, text, "reason")])
    row.reason = reason.strip()
    _decide(row, ProposalState.DECLINED)
    _write(actor, "a écarté un stage proposé", row)
    _tell_family(actor, "placement.proposal_declined", row)
    return row


@transaction.atomic
def withdraw(actor, proposal):
    """The family takes it back, by the pupil's own link, while nobody has decided."""
    row = _row(proposal)
    link = actor.link
    if link is None or (link.purpose, link.subject_id) != (PUPIL_PURPOSE, row.pupil_id):
        raise Refused("Ce lien ne retire pas cette proposition.")
    _require_waiting(row)
    _decide(row, ProposalState.WITHDRAWN)
    _write(actor, "a retiré un stage proposé", row)
    return row


def _row(proposal):
    """Locked. The placement is read after the lock: a join would give that of before."""
    rows = PlacementProposal.objects.select_for_update(of=("self",), no_key=True)
    related = ("pupil__class_group__school_year", "pupil__school")
    return rows.select_related(*related).get(pk=proposal.pk)


def _locked(actor, proposal):
    row = _row(proposal)
    require(check_author(actor, row.pupil.class_group))
    return row


def _require_waiting(row):
    if row.state != ProposalState.WAITING:
        raise Refused(DECIDED)


def _decide(row, state):
    row.state, row.decided_at = state, timezone.now()
    row.save()


def _write(actor, verb, row):
    """Neither the pupil nor the host's contact is named: the entry outlives them."""
    words = f"du {row.starts_on:%d/%m/%Y} au {row.ends_on:%d/%m/%Y}"
    record(actor, verb, row, school=row.pupil.school, words=words)


def _tell_family(actor, kind, row):
    address = row.reply_email or family_address(row.pupil)
    if address:
        notify(kind, row, family(address), by=actor)
