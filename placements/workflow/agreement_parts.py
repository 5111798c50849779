"""The hosts' parts: asked by a personal link, filled, nothing retyped (R-AG-4, R-AG-7)."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils import timezone

from accounts import links
from accounts.models import PersonalLink
from directory.violations import Refused, Violation, require
from documents import corrections
from documents.models import Correction
from outbox.workflow import notify
from placements import plan
from placements.agreement.data import OF_PART, OF_STAY, hosting_parts, key_of, stays_of
from placements.host_places import TypedStay
from placements.hours import table_of
from placements.models import Stay
from placements.rules.presence import Stay as Presence
from placements.rules.presence import WeekTable
from placements.workflow import declarations, host_rules
from placements.workflow.agreement_base import (
    HOST_PURPOSE,
    TABLE,
    S,
    host_recipient,
    is_host,
    is_school_side,
    lock,
    move,
    school_recipients,
    write_journal,
)
from placements.workflow.checks import check_stays
from placements.workflow.facts import Facts

WORKS_FIRST = "Cochez la liste des travaux interdits aux mineurs : aucun ne sera confié à l’élève."


@dataclass(frozen=True)
class PartEdit:
    """What a host's form holds: its hours, and `values` by the name of their field."""

    table: WeekTable
    values: dict = field(default_factory=dict)


@transaction.atomic
def ask_hosts(actor, agreement):
    """Send each host that has not filled its part the personal link to it.

    Returns how many were written to: none twice on the same day. Raises Refused when the
    actor does not follow the class, or a host has no address.
    """
    agreement = lock(agreement)
    waiting = [part for part in hosting_parts(agreement) if part.completed_at is None]
    if not waiting:
        raise Refused("Chaque accueillant a complété sa part.")
    require(_without_address(waiting))
    move(actor, agreement, "ask")
    asked = sum(_ask(actor, agreement, part) for part in waiting)
    if not asked:
        raise Refused("Le lien a déjà été envoyé aujourd’hui.")
    write_journal(actor, "a demandé à l’accueillant de compléter la convention", agreement)
    return asked


def _without_address(parts):
    return [
        Violation("R-AG-7", f"Aucune adresse n’est connue pour {part.company}.", key_of(part))
        for part in parts
        if host_recipient(part) is None
    ]


def _ask(actor, agreement, part, kind="placement.to_complete", occasion=""):
    part.asked_at = timezone.now()
    part.save(update_fields=["asked_at"])
    link = fill_link(actor, agreement, part)
    occasion = occasion or timezone.localdate().isoformat()
    context = {"link": link.pk}
    to = host_recipient(part)
    return bool(notify(kind, part, to, by=actor, occasion=occasion, context=context))


def fill_link(actor, agreement, part):
    """The living link of this host's address to its part, made when there is none."""
    to = host_recipient(part)
    alive = PersonalLink.objects.alive().about(part)
    found = alive.filter(purpose=HOST_PURPOSE, holder_email=to.email).first()
    return found or links.issue(
        actor,
        HOST_PURPOSE,
        part,
        name=to.name,
        email=to.email,
        function="accueillant",
        valid_until=links.end_of(agreement.placement.ends_on),
    )


@transaction.atomic
def complete(actor, part, edit):
    """Keep what a host says of its part; the school is told when the last one has.

    By the host's link or account, or by the school for a host on the phone. Raises Refused
    for who is neither, once the agreement is out for signature, and on the rules of hours.
    """
    agreement = lock(part.agreement)
    part = next((one for one in hosting_parts(agreement) if one.pk == part.pk), None)
    if part is None:
        raise Refused("Ce stage n’a plus lieu chez cet accueillant.")
    if not is_host(part, actor) and not is_school_side(agreement, actor):
        raise Refused("Seuls l’accueillant et l’établissement remplissent cette part.")
    if agreement.is_vocational:
        host_rules.lock([part.company])
    require(check_edit(agreement, part, edit))
    _write(agreement, part, edit)
    if agreement.is_vocational:
        declarations.keep(actor, part.company, edit.values)
    corrections.settle(actor, agreement, _fields(part))
    if all(one.completed_at for one in hosting_parts(agreement)):
        move(actor, agreement, "complete")
        _tell_school(actor, agreement, part)
    elif agreement.state not in (S.DRAFT, S.ASKED):
        TABLE.apply(agreement, "complete", actor)
    write_journal(actor, "a complété la convention", agreement, company=part.company)
    return part


def check_edit(agreement, part, edit):
    """Every violation and warning of what is typed (R-PL-2 to R-PL-5; of a vocational
    placement R-PF-1, R-PF-2, R-PF-5), live as at the end."""
    placement = agreement.placement
    rows = list(placement.stays.all())
    mine = [stay.company_id == part.company_id for stay in rows]
    stays = [
        Presence(stay.starts_on, stay.ends_on, edit.table if is_mine else table_of(stay.table))
        for stay, is_mine in zip(rows, mine, strict=True)
    ]
    found = []
    if not edit.table.minutes:
        found.append(Violation("R-PL-4", "Indiquez les horaires.", "hours"))
    if not edit.values.get("works_read"):
        found.append(Violation("R-PL-5", WORKS_FIRST, "works_read"))
    hostings = [
        TypedStay(stay, edit.values) if is_mine else stay
        for stay, is_mine in zip(rows, mine, strict=True)
    ]
    hosts = declarations.with_typed([stay.company for stay in rows], part.company, edit.values)
    facts = Facts([placement.pupil], hostings, but=placement, hosts=hosts)
    return found + check_stays(placement.pupil, placement.kind, hostings, stays, facts)


def _write(agreement, part, edit):
    stays = stays_of(agreement, part)
    for stay in stays:
        stay.table = plan.within(edit.table, stay.starts_on, stay.ends_on).days
        for name in OF_STAY:
            setattr(stay, name, edit.values.get(name, ""))
    Stay.objects.bulk_update(stays, ["table", *OF_STAY])
    for name in OF_PART:
        setattr(part, name, edit.values.get(name, ""))
    part.completed_at = timezone.now()
    part.save()


def _fields(part):
    return [f"{key_of(part)}_{name}" for name in ("hours", *OF_STAY, *OF_PART)]


def _tell_school(actor, agreement, part):
    """Those who follow the placement, unless one of them typed it."""
    occasion = part.completed_at.isoformat()
    for recipient in school_recipients(agreement.placement):
        notify("placement.completed", agreement, recipient, by=actor, occasion=occasion)


def asked_to_correct(part):
    """The comments that still wait for this host."""
    return Correction.objects.open().about(part.agreement).filter(field__in=_fields(part))
