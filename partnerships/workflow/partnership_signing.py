"""The agreement of a partnership: written, put to signature, taken back, signed by all.

A renewal is another partnership, with a round of its own.
"""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from accounts import functions
from accounts.enums import Act, Role
from directory.enums import Rhythm
from directory.violations import Refused, Violation, require
from documents import corrections, rounds
from documents.enums import RoundState
from documents.models import Signatory, SignatureRound
from documents.rounds import SignatoryData
from outbox.recipients import Recipient
from outbox.workflow import notify
from partnerships.enums.relation import PartnershipFunction, PartnershipKind
from partnerships.models import Partnership, PartnershipSignatory
from partnerships.partnership_document import label_of, people_of
from partnerships.rules.partnership import AgreementFacts, lacks
from partnerships.workflow import partnerships as workflow
from partnerships.workflow.partnerships import TABLE, S, by_holder, check_terms, write
from partnerships.workflow.signing import hand_over, led_by
from partnerships.workflow.tables import SYSTEM as PORTAL

F = PartnershipFunction
ROUND_KINDS = [kind.round_kind for kind in PartnershipKind]
# Who follows the partnership speaks for its holder without signing: a scan that they record
# is confirmed by another party (R-AG-2).
SPEAKER = "school"
TERMS = ("title", "starts_on", "ends_on", "partner_commitments", "holder_commitments")


@dataclass(frozen=True)
class Draft:
    """What is written before the signatures; `parties` {function: {"name", "title", "email"}}."""

    values: dict
    parties: dict = field(default_factory=dict)


@transaction.atomic
def write_draft(actor, partnership, draft):
    """Change the terms, the commitments and who signs, while it is in preparation."""
    row = workflow.locked(partnership)
    if not by_holder(row, actor) or row.state != S.PREPARATION:
        raise Refused("Ce partenariat ne se modifie plus : il est à la signature ou en cours.")
    before = {name: getattr(row, name) for name in TERMS}
    for name, value in draft.values.items():
        setattr(row, name, value)
    require(check_terms(row) + _follows(row))
    row.save()
    for function, person in draft.parties.items():
        PartnershipSignatory.objects.update_or_create(
            partnership=row, function=function, defaults=person
        )
    changed = [name for name in draft.values if before.get(name) != draft.values[name]]
    corrections.settle(actor, row, changed)
    write(actor, "a rédigé la convention", row)
    return row


def _follows(row):
    """A renewal begins after what it renews."""
    if row.renews and row.renews.ends_on and row.starts_on <= row.renews.ends_on:
        text = "Le renouvellement commence après la fin du partenariat en cours."
        return [Violation("partenariat", text, "starts_on")]
    return []


def check(row, today=None):
    """Everything that keeps it from its signatures."""
    people = people_of(row)
    must = [function for function in people if function != F.THIRD]
    facts = AgreementFacts(
        row.partner_commitments,
        row.holder_commitments,
        row.ends_on,
        tuple((label_of(row, function), people[function][0]) for function in must),
    )
    return lacks(facts, today or timezone.localdate())


@transaction.atomic
def send(actor, partnership):
    """Open the round of signatures; sent a second time, nothing changes. Raises Refused with
    every lack."""
    row = workflow.locked(partnership)
    if row.state == S.SIGNING and by_holder(row, actor):
        return row
    TABLE.apply(row, "send", actor)
    require(check(row))
    row.save(update_fields=["state", "updated_at"])
    corrections.settle(actor, row)
    rounds.open_round(actor, row.round_kind, row, signatories=signatories_of(row))
    return row


def signatories_of(row):
    """Whom the round asks, in the order of the document; without address: on paper."""
    asked = [
        (function, name, email)
        for function, (name, _, email) in people_of(row).items()
        if name or function != F.THIRD
    ]
    return [
        SignatoryData(function.value, label_of(row, function), name, email, position)
        for position, (function, name, email) in enumerate(asked, start=1)
    ]


@transaction.atomic
def take_back(actor, partnership, reason):
    """What is out for signature comes back, to be changed: the signatures given no longer
    count and are kept (R-AG-3)."""
    row = workflow.locked(partnership)
    if not TABLE.can(row, "take_back", actor):
        TABLE.apply(row, "take_back", actor)
    rounds.void(actor, current_round(row), reason)
    return workflow.locked(row)


@transaction.atomic
def drop(actor, partnership, reason):
    """It will not be signed; what is out for signature is void."""
    row = workflow.locked(partnership)
    if row.state == S.SIGNING and TABLE.can(row, "drop", actor):
        rounds.void(actor, current_round(row), reason)
    return workflow.end(actor, row, reason, event="drop")


def current_round(row):
    """The last round put to signature, whatever became of it; None before the first."""
    return SignatureRound.objects.about(row).first()


def keep_corrections(actor, partnership, comments):
    """A signatory asks for corrections before signing (R-AG-7): the comments are kept, the
    round is void, who follows the partnership is told."""
    row = workflow.locked(partnership)
    last = current_round(row)
    rows = corrections.keep(actor, row, correctable(row), comments, last)
    words = corrections.in_words(rows)
    rounds.void(actor, last, f"Renvoyée pour correction : {words}.")
    tell_owner(actor, "partnership.sent_back", row, str(rows[0].pk))
    return rows


def correctable(row):
    """[(key, label, what is recorded)] of what a party may ask to correct."""
    dates = {"starts_on": f"{row.starts_on:%d/%m/%Y}", "ends_on": ""}
    if row.ends_on:
        dates["ends_on"] = f"{row.ends_on:%d/%m/%Y}"
    labels = {"title": "Objet", "starts_on": "Premier jour", "ends_on": "Dernier jour"}
    for name in ("partner_commitments", "holder_commitments"):
        labels[name] = row._meta.get_field(name).verbose_name.capitalize()
    return [(name, labels[name], dates.get(name, getattr(row, name))) for name in TERMS]


@transaction.atomic
def follow_committee(actor, committee, into, reason):
    """All that a committee holds follows the one that it joins; called by its merge. What is
    out for signature names the other party no longer: it is void and to be sent again; what
    was signed lasts, and is kept as it was signed."""
    text = f"Le comité {committee} a fusionné avec le {into}."
    for row in Partnership.objects.filter(committee=committee).order_by("pk"):
        if row.state == S.SIGNING:
            rounds.void(actor, current_round(row), text)
        row = workflow.locked(row)
        row.committee = into
        row.save(update_fields=["committee", "updated_at"])
        write(actor, f"a repris un partenariat du comité {committee}", row, reason=reason)


# --- Hooks of the round ------------------------------------------------------------------


@transaction.atomic
def sealed(partnership, signed_at):
    """Every party has signed: it is in force."""
    row = workflow.locked(partnership)
    TABLE.apply(row, "seal", PORTAL)
    row.save(update_fields=["state", "updated_at"])
    write(PORTAL, "a mis en vigueur un partenariat", row)
    tell_owner(PORTAL, "partnership.signed", row, str(signed_at))


@transaction.atomic
def voided(actor, partnership, reason):
    """What was out for signature is in preparation again."""
    row = workflow.locked(partnership)
    if row.state == S.SIGNING:
        TABLE.apply(row, "void", PORTAL)
        row.save(update_fields=["state", "updated_at"])
        write(actor, "a repris la convention", row, reason=reason)


def refused(actor, signed, signatory):
    """A party declined: who follows the partnership calls."""
    context = {"signatory": signatory.pk}
    occasion = f"{signatory.pk}:{signatory.refused_at:%Y%m%d%H%M%S}"
    tell_owner(actor, "partnership.refused", signed.subject, occasion, **context)


def tell_owner(actor, kind, row, occasion, **context):
    owner = row.owner
    to = Recipient(owner.email, owner.get_full_name(), owner.pk, Rhythm.of(row.school_id))
    notify(kind, row, to, by=actor, occasion=occasion, context=context)


# --- Who signs (R-AG-1) ------------------------------------------------------------------


def signatory_function(actor, row):
    """The function that an account speaks for; "" for none."""
    if row.school_id and actor.acts_as(Act.SIGN, Role.HEAD, row.school_id):
        return F.HEAD.value
    if actor.role == Role.COMPANY_REPRESENTATIVE and row.company_id in actor.company_ids:
        return F.PARTNER.value
    if actor.link is None and by_holder(row, actor):
        return SPEAKER
    return ""


def standing(row, function, email):
    """Whether this address may sign in this function: only the head's is ours to know."""
    if function == F.HEAD:
        return functions.standing_for_head(row.school, email)
    return functions.Standing()


def follow_heads(assignment):
    """A head came or left: what was asked of the one before is asked of the one in place."""
    for school, user in led_by(assignment):
        rows = Partnership.objects.filter(school=school)
        asked = Signatory.objects.filter(
            round__kind__in=ROUND_KINDS, round__subject_id__in=rows.values("pk")
        )
        hand_over(asked, school, user)


def awaited_of(rows):
    """{partnership key: [signatories still awaited]} of those out for signature, in one query."""
    found = {row.pk: [] for row in rows}
    asked = Signatory.objects.awaited().filter(
        round__kind__in=ROUND_KINDS, round__state=RoundState.OPEN, round__subject_id__in=found
    )
    for one in asked.select_related("round"):
        found[one.round.subject_id].append(one)
    return found
