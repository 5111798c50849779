"""The log: noting an exchange, doing or putting off what was to come next."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts import journal
from accounts.idempotency import once
from directory.models import Company, Department, PartnerNetwork, School
from directory.violations import Refused, Violation, require
from partnerships.enums.relation import InteractionKind
from partnerships.models import Interaction
from partnerships.models.log import OFFICE_WRITERS, SCHOOL_WRITERS, WRITERS
from partnerships.rules.log import RULE, check_contact, check_entry

SUBJECT_COLUMNS = {Company: "company", School: "met_school", PartnerNetwork: "met_network"}


@dataclass(frozen=True)
class Entry:
    """What one writes: whom one met, how, one line, and what comes next.

    `school` says whose log it is for who has several schools.
    """

    subject: Any
    kind: InteractionKind
    happened_on: dt.date
    text: str
    contact: Any = None
    next_action: str = ""
    next_action_on: dt.date | None = None
    is_shared: bool = False
    school: School | None = None


def may_write(actor):
    """Who keeps a log: the desk of a school, the officers of a territory, a network's own."""
    if actor.user is None:
        return False
    return actor.role in WRITERS and bool(
        actor.school_ids or actor.department_codes or actor.network_ids
    )


def may_meet(actor, subject):
    """Whom one writes about: companies and networks; schools only as advice of the officers
    of their département."""
    if isinstance(subject, School):
        in_territory = subject.department_id in actor.department_codes
        return may_write(actor) and actor.role in OFFICE_WRITERS and in_territory
    return may_write(actor)


def holder_of(actor, subject=None, school=None):
    """{column: row}: whose log the actor writes in. Empty when they keep none.

    An officer of several départements writes in that of the subject, else in the first.
    """
    if actor.role in SCHOOL_WRITERS and actor.school_ids:
        chosen = school if school and school.pk in actor.school_ids else own_school(actor)
        return {"school": chosen}
    if actor.role not in OFFICE_WRITERS:
        return {}
    if actor.department_codes:
        codes = actor.department_codes
        code = min(codes & _departments_of(subject) or codes)
        return {"office": Department.objects.get(pk=code)}
    if actor.network_ids:
        return {"network": PartnerNetwork.objects.get(pk=min(actor.network_ids))}
    return {}


def _departments_of(subject):
    if isinstance(subject, PartnerNetwork):
        return set(subject.departments.values_list("pk", flat=True))
    return {getattr(subject, "department_id", None)}


def own_school(actor):
    """The actor's school, the parent before its sections."""
    schools = School.objects.filter(pk__in=actor.school_ids)
    return schools.order_by(F("parent").asc(nulls_first=True), "pk").first()


@transaction.atomic
def note(actor, entry, *, key, today=None):
    """Write a line in the actor's log; a second submission of `key` gets the first one's.

    Raises `Refused` when the actor keeps no log, or the entry is not sensible.
    """
    today = today or timezone.localdate()
    return once(actor, key, partial(_make, actor, entry, today))[0]


def _make(actor, entry, today):
    holder = holder_of(actor, entry.subject, entry.school) if may_write(actor) else {}
    if not holder:
        raise Refused("Votre rôle ne tient pas de journal des échanges.")
    if not may_meet(actor, entry.subject):
        raise Refused("Cet établissement n’est pas de votre territoire.")
    found = check_entry(entry.happened_on, entry.next_action, entry.next_action_on, today)
    found += check_contact(entry.contact, entry.subject)
    if not entry.text.strip():
        found.append(Violation(RULE, "Écrivez une ligne.", "text"))
    require(found)
    row = Interaction.objects.create(
        **{SUBJECT_COLUMNS[type(entry.subject)]: entry.subject},
        **holder,
        contact=entry.contact,
        kind=entry.kind,
        happened_on=entry.happened_on,
        text=" ".join(entry.text.split()),
        next_action=entry.next_action.strip(),
        next_action_on=entry.next_action_on,
        is_shared=entry.is_shared,
        author=actor.user,
    )
    write(actor, "a noté un échange", row)
    return row


@transaction.atomic
def finish(actor, interaction):
    """What was to come next is done; a second click changes nothing."""
    row = _locked(actor, interaction)
    if row.is_to_follow_up:
        row.next_action_done_at = timezone.now()
        row.save(update_fields=["next_action_done_at", "updated_at"])
        write(actor, "a donné suite à un échange", row)
    return row


@transaction.atomic
def put_off(actor, interaction, day, today=None):
    """Another day for what comes next. Raises `Refused` for a day that has passed."""
    row = _locked(actor, interaction)
    today = today or timezone.localdate()
    if not row.is_to_follow_up:
        raise Refused("Cette suite est déjà donnée.")
    found = check_entry(row.happened_on, row.next_action, day, today)
    if day < today:
        found.append(Violation(RULE, "Choisissez un jour à venir.", "next_action_on"))
    require(found)
    row.next_action_on = day
    row.save(update_fields=["next_action_on", "updated_at"])
    write(actor, "a reporté la suite d’un échange", row)
    return row


def _locked(actor, interaction):
    rows = Interaction.objects.select_for_update(of=("self",), no_key=True).held_by(actor)
    row = rows.filter(pk=interaction.pk).first() if may_write(actor) else None
    if row is None:
        raise Refused("Cet échange appartient à une autre structure.")
    return row


def write(actor, verb, row):
    """The journal of the holder alone: the company reads its own, without any of this."""
    journal.record(actor, verb, row, school=row.school)
