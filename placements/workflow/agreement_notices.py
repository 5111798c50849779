"""What changes of a signed agreement without new signatures: another tutor, a detail of the
programme. A date, a place, a host or hours are an amendment (R-AG-3; R-CEE-5)."""

from typing import Any

from django.db import transaction

from directory.violations import Refused, Violation, require
from documents.enums import RoundState
from outbox.recipients import Recipient
from outbox.workflow import notify
from placements.agreement.data import hosting_parts, stays_of
from placements.enums import PlacementState
from placements.host_places import TypedStay
from placements.models import AgreementNotice, HostPart, Stay
from placements.workflow import host_rules
from placements.workflow.agreement_base import (
    S,
    current_round,
    host_recipient,
    is_host,
    is_school_side,
    lock,
    school_recipients,
    write_journal,
)
from placements.workflow.facts import Facts

OF_STAY = ("tutor_name", "tutor_function", "tutor_email", "tutor_phone", "activities")
OF_PART = ("equipment", "meals")
NEVER_EMPTY = ("tutor_name", "activities")
NOTHING = "rien"


def may_tell(actor, agreement, part):
    """The school or this host, while the signed document is worth something."""
    is_out = agreement.state in (S.SIGNING, S.SIGNED)
    is_alive = agreement.placement.state not in (PlacementState.DONE, PlacementState.CANCELLED)
    filler = is_school_side(agreement, actor) or is_host(part, actor)
    return is_out and is_alive and filler


@transaction.atomic
def tell_change(actor, part, values):
    """Write these details of a host's part, and send all parties a numbered notice.

    Raises Refused before the signatures, once the placement is over, for who is no party,
    when a detail that was signed would be missing, and when nothing changes.
    """
    agreement = lock(part.agreement)
    part = next((one for one in hosting_parts(agreement) if one.pk == part.pk), None)
    if part is None or not may_tell(actor, agreement, part):
        raise Refused("Seuls l’établissement et l’accueillant modifient une convention signée.")
    require(_check(values) + _check_tutor(agreement, part, values))
    changes = _write(stays_of(agreement, part), part, values)
    if not changes:
        raise Refused("Rien ne change.")
    number = agreement.notices.count() + 1
    notice = AgreementNotice.objects.create(
        agreement=agreement, part=part, number=number, changes=changes
    )
    words = ", ".join(change["label"].lower() for change in changes)
    verb = f"a modifié la convention (avis n° {number})"
    write_journal(actor, verb, agreement, company=part.company, words=words)
    _tell(actor, agreement, notice)
    return notice


def _check_tutor(agreement, part, values):
    """R-PF-2: another tutor has no more than three trainees either; hosts are not at stake."""
    placement = agreement.placement
    if not agreement.is_vocational or "tutor_name" not in values:
        return []
    host_rules.lock([part.company])
    hostings = [TypedStay(stay, values) for stay in stays_of(agreement, part)]
    facts = Facts([placement.pupil], hostings, but=placement)
    found = host_rules.at_hosts(placement.pupil, placement.kind, hostings, facts)[1]
    return [one for one in found if one.field == "tutor_name"]


def _check(values):
    return [
        Violation("R-AG-7", f"{_label(name)} : à préciser.", name)
        for name in NEVER_EMPTY
        if name in values and not values[name].strip()
    ]


def _label(name):
    model = Stay if name in OF_STAY else HostPart
    field: Any = model._meta.get_field(name)
    label = str(field.verbose_name)
    return label[0].upper() + label[1:]


def _write(stays, part, values):
    """[{label, before, after}] of what differs, kept on every stay at this host's."""
    changes = []
    for name in (*OF_STAY, *OF_PART):
        rows = stays if name in OF_STAY else [part]
        before = getattr(rows[0], name)
        after = values.get(name, before).strip()
        if before != after:
            changes.append({"label": _label(name), "before": before, "after": after})
            for row in rows:
                setattr(row, name, after)
    Stay.objects.bulk_update(stays, OF_STAY)
    part.save(update_fields=OF_PART)
    return changes


def _tell(actor, agreement, notice):
    """Every signatory by their own link, and who follows on either side; each address once."""
    signed = current_round(agreement)
    told = {}
    for one in signed.signatories.exclude(email=""):
        rhythm = signed.declared.rhythm_of(one.function)
        told[one.email.lower()] = Recipient(one.email, one.name, rhythm=rhythm), one.pk
    others = school_recipients(agreement.placement)
    others += [to for part in hosting_parts(agreement) if (to := host_recipient(part))]
    for to in others:
        told.setdefault(to.email.lower(), (to, None))
    for to, signatory in told.values():
        notify("placement.notice", notice, to, by=actor, context={"signatory": signatory})


def amended(signed):
    """What the numbered notices changed since a round was opened: [(label, text)]."""
    later = signed.subject.notices.filter(created_at__gte=signed.opened_at)
    if signed.state == RoundState.VOIDED:
        later = later.filter(created_at__lte=signed.voided_at)
    return [
        (change["label"], f"{in_words(change)}, {notice}")
        for notice in later
        for change in notice.changes
    ]


def in_words(change):
    """« Léa Roux (auparavant : Paul Roux) »."""
    return f"{change['after'] or NOTHING} (auparavant : {change['before'] or NOTHING})"
