"""The agreement of a placement: prepared by the school, sent back, signed (R-AG-1 to R-AG-7).

The hosts' parts are `agreement_parts`; what an act on the placement does to it,
`agreement_ends`.
"""

from django.db import transaction
from django.utils import timezone

from accounts import links
from accounts.models import PersonalLink
from directory.violations import Refused, require
from documents import corrections, rounds
from outbox.workflow import notify
from partnerships.workflow.tables import SYSTEM as PORTAL
from placements.agreement.data import agreement_facts, hosting_parts, key_of
from placements.agreement.fields import correctable
from placements.enums import PlacementState
from placements.enums.agreement import FILLING
from placements.hours import table_of
from placements.models import Agreement, Placement
from placements.models.agreements import usual_texts
from placements.rules.agreement import completeness, covers
from placements.rules.presence import Stay as Presence
from placements.workflow.agreement_base import (
    S,
    current_round,
    host_recipient,
    is_out,
    is_school_side,
    lock,
    move,
    school_recipients,
    with_all,
    write_journal,
)
from placements.workflow.agreement_ends import open_parts
from placements.workflow.agreement_parts import fill_link
from placements.workflow.agreement_people import signatories_of
from placements.workflow.checks import check_hosts, check_stays
from placements.workflow.facts import Facts
from placements.workflow.placements import move as move_placement
from placements.workflow.pupils import check_author
from placements.workflow.vocational_limits import in_force, keep_on

BEGUN = (
    "Le stage a commencé : sa convention le couvre jusqu’à la fin, et un avenant signé "
    "maintenant ne le couvrirait plus. Un autre tuteur ou d’autres activités se disent par un avis."
)


@transaction.atomic
def prepare(actor, placement, values=None, contacts=None):
    """The agreement of a placement, made once: the school's part `values`, and whom to write
    to at each host's, {company key: (name, address)}. Raises Refused."""
    placement = _locked(placement)
    require(check_author(actor, placement.class_group))
    if placement.state in (PlacementState.SIGNING, PlacementState.SIGNED):
        raise Refused("La convention est à la signature ou signée : elle change par un avenant.")
    if placement.state not in (PlacementState.FOUND, PlacementState.UNCOVERED):
        raise Refused("Ce stage n’attend pas de convention.")
    texts = usual_texts(placement.kind)
    agreement, is_new = Agreement.objects.get_or_create(placement=placement, defaults=texts)
    if agreement.state not in FILLING:
        raise Refused("La convention est à la signature : elle change par un avenant.")
    for name, value in (values or {}).items():
        setattr(agreement, name, value)
    agreement.save()
    open_parts(agreement)
    for part in agreement.parts.all():
        if part.company_id in (contacts or {}):
            _write_to(actor, part, *contacts[part.company_id])
    agreement = with_all(Agreement.objects).get(pk=agreement.pk)
    corrections.settle(actor, agreement, list(values or {}))
    write_journal(actor, f"a {'préparé' if is_new else 'modifié'} la convention", agreement)
    return agreement


def _write_to(actor, part, name, email):
    """Whom to write to at a host's; the links of another address die."""
    part.contact_name, part.contact_email = name, email
    part.save(update_fields=["contact_name", "contact_email"])
    to = host_recipient(part)
    others = PersonalLink.objects.alive().about(part).exclude(holder_email=to.email if to else "")
    for link in others:
        links.revoke(actor, link, "Une autre adresse a été donnée.")


def _locked(placement):
    rows = Placement.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("class_group__school_year").get(pk=placement.pk)


# --- Sending back (R-AG-7) ---------------------------------------------------------------


@transaction.atomic
def send_back(actor, agreement, comments):
    """The school asks for corrections before the signatures: {field: text}. Raises Refused."""
    agreement = lock(agreement)
    if not is_school_side(agreement, actor) or agreement.state not in FILLING:
        raise Refused("Cette convention ne peut plus être renvoyée pour correction.")
    return keep_corrections(actor, agreement, comments)


def keep_corrections(actor, agreement, comments):
    """Keep the comments, void what is out for signature, tell who mends each field.

    Nothing that was typed is lost: the author corrects, then the school opens again. Also
    what a signatory asks before signing.
    """
    agreement = lock(agreement)
    last = current_round(agreement) if is_out(agreement) else None
    rows = corrections.keep(actor, agreement, correctable(agreement), comments, last)
    words = corrections.in_words(rows)
    if last:
        rounds.void(actor, last, f"Renvoyée pour correction : {words}.")
        agreement = lock(agreement)
    fields, occasion = {row.field for row in rows}, str(rows[0].pk)
    _ask_hosts_to_mend(actor, agreement, fields, occasion)
    if _of_school(agreement, fields) or not is_school_side(agreement, actor):
        for recipient in school_recipients(agreement.placement):
            notify("placement.sent_back", agreement, recipient, by=actor, occasion=occasion)
    write_journal(actor, "a renvoyé la convention pour correction", agreement, words=words)
    return rows


def _ask_hosts_to_mend(actor, agreement, fields, occasion):
    asked = [
        part
        for part in hosting_parts(agreement)
        if any(field.startswith(f"{key_of(part)}_") for field in fields)
    ]
    for part in asked:
        part.completed_at = None
        part.save(update_fields=["completed_at"])
        if to := host_recipient(part):
            context = {"link": fill_link(PORTAL, agreement, part).pk}
            notify("placement.to_correct", part, to, by=actor, occasion=occasion, context=context)
    if asked and agreement.state == S.TO_REVIEW:
        move(PORTAL, agreement, "send_back")


def _of_school(agreement, fields):
    prefixes = tuple(f"{key_of(part)}_" for part in hosting_parts(agreement))
    return [field for field in fields if not field.startswith(prefixes)]


# --- Signatures --------------------------------------------------------------------------


def check(agreement, today=None, limits=None):
    """Everything that keeps the agreement from its signatures, and the warnings.

    `limits` are those of `vocational_limits.in_force` when the caller has read them.
    """
    placement = agreement.placement
    stays = list(placement.stays.all())
    found = completeness(agreement_facts(agreement), today or timezone.localdate())
    found += check_hosts(stays)
    if all(stay.table for stay in stays):
        presences = [Presence(s.starts_on, s.ends_on, table_of(s.table)) for s in stays]
        facts = Facts([placement.pupil], stays, but=placement, limits=limits)
        found += check_stays(placement.pupil, placement.kind, stays, presences, facts)
    return found


@transaction.atomic
def open_signatures(actor, agreement):
    """Open the round of signatures; opened a second time, nothing changes.

    Raises Refused with every lack (R-AG-1, R-AG-7, R-PL-…).
    """
    agreement = lock(agreement)
    if agreement.state == S.SIGNING and is_school_side(agreement, actor):
        return agreement
    placement = agreement.placement
    limits = in_force(placement.kind, placement.school_id, placement.starts_on)
    require(check(agreement, limits=limits))
    keep_on(agreement, limits)
    agreement.save(update_fields=["limits", "pfmp_limits"])
    move(actor, agreement, "open")
    corrections.settle(actor, agreement)
    _move_placement(agreement, "ask_signatures")
    kind = agreement.round_kind
    rounds.open_round(actor, kind, agreement, signatories=signatories_of(agreement))
    return agreement


def _move_placement(agreement, act):
    placement = agreement.placement
    move_placement(placement, act)
    placement.save(update_fields=["state", "updated_at"])


@transaction.atomic
def sealed(agreement, signed_at):
    """Every party has signed: hook of the signature round, in its transaction.

    Past the first day the signatures are kept, and the placement stays uncovered (R-AG-6).
    """
    agreement = lock(agreement)
    move(PORTAL, agreement, "seal")
    if covers(timezone.localdate(signed_at), agreement.placement.starts_on):
        _move_placement(agreement, "sign")
    occasion = str(signed_at)
    for recipient in school_recipients(agreement.placement):
        notify("placement.signed", agreement, recipient, by=PORTAL, occasion=occasion)
    return agreement


@transaction.atomic
def voided(actor, agreement, reason):
    """Hook of the signature round: its signatures no longer count (R-AG-3)."""
    agreement = lock(agreement)
    if agreement.state == S.CANCELLED:
        return
    move(PORTAL, agreement, "void")
    if agreement.placement.state in (PlacementState.SIGNING, PlacementState.SIGNED):
        _move_placement(agreement, "void")


@transaction.atomic
def amend(actor, agreement, reason):
    """Take an agreement that is out for signature, or signed, back to change it: an amendment
    signed by the same parties replaces it (R-AG-3). Raises Refused."""
    agreement = lock(agreement)
    if not is_school_side(agreement, actor) or not is_out(agreement):
        raise Refused("Seul l’établissement reprend une convention mise à la signature.")
    if agreement.placement.state == PlacementState.DONE:
        raise Refused("Ce stage est effectué : sa convention ne change plus.")
    if agreement.state == S.SIGNED and not covers(
        timezone.localdate(), agreement.placement.starts_on
    ):
        raise Refused(BEGUN)
    rounds.void(actor, current_round(agreement), reason)
    return with_all(Agreement.objects).get(pk=agreement.pk)
