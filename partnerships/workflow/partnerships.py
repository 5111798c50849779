"""A partnership: prepared, in force, ended, renewed by the one that follows."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.idempotency import once
from accounts.transitions import Table, Transition
from directory.models import Company, School
from directory.violations import Refused, Violation, require
from documents.models import StoredFile
from partnerships.enums_relation import PartnershipKind, PartnershipState
from partnerships.models import Partnership, PartnershipDocument
from partnerships.partnership_wording import SUGGESTED
from partnerships.workflow.log import holder_of, may_write
from partnerships.workflow.tables import by_portal

S = PartnershipState
RULE = "partenariat"
LONGEST = dt.timedelta(days=10 * 366)
MOST_DOCUMENTS = 20
# How long before its end a partnership is to be renewed.
NOTICE = dt.timedelta(days=91)


@dataclass(frozen=True)
class Terms:
    """What was agreed, with whom; `school` for who has several."""

    party: Any
    kind: PartnershipKind
    title: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    school: School | None = None


def by_holder(row, actor):
    return may_write(actor) and Partnership.objects.held_by(actor).filter(pk=row.pk).exists()


TABLE = Table(
    {
        (S.PREPARATION, "send"): Transition(S.SIGNING, by_holder, "Mettre à la signature"),
        (S.PREPARATION, "start"): Transition(
            S.ACTIVE, by_holder, "Mettre en vigueur (signé ailleurs)"
        ),
        (S.PREPARATION, "drop"): Transition(S.ABANDONED, by_holder, "Abandonner"),
        (S.SIGNING, "take_back"): Transition(S.PREPARATION, by_holder, "Reprendre pour modifier"),
        (S.SIGNING, "drop"): Transition(S.ABANDONED, by_holder, "Abandonner"),
        (S.SIGNING, "seal"): Transition(S.ACTIVE, by_portal, "Signé par tous"),
        (S.SIGNING, "void"): Transition(S.PREPARATION, by_portal, "Annuler les signatures"),
        (S.ACTIVE, "end"): Transition(S.ENDED, by_holder, "Mettre fin"),
        (S.ACTIVE, "renew"): Transition(S.ACTIVE, by_holder, "Renouveler"),
        (S.ENDED, "renew"): Transition(S.ENDED, by_holder, "Renouveler"),
    }
)


def check_terms(terms):
    """Dates in order, and no slip of the keyboard; an end is wanted where one is reminded."""
    found = []
    if not terms.title.strip():
        found.append(Violation(RULE, "Indiquez l’objet.", "title"))
    if terms.ends_on is None:
        return found
    if terms.ends_on < terms.starts_on:
        found.append(Violation(RULE, "La fin précède le début.", "ends_on"))
    elif terms.ends_on - terms.starts_on > LONGEST:
        text = "Plus de dix ans : vérifiez les dates."
        found.append(Violation(RULE, text, "ends_on"))
    return found


@transaction.atomic
def prepare(actor, terms, *, key):
    """Record a partnership in preparation; the actor follows it. Raises `Refused`."""
    return once(actor, key, partial(_make, actor, terms))[0]


def _make(actor, terms, renews=None):
    holder = holder_of(actor, terms.party, terms.school) if may_write(actor) else {}
    if not holder:
        raise Refused("Votre rôle ne tient pas de partenariats.")
    require(check_terms(terms))
    suggested = SUGGESTED[PartnershipKind(terms.kind)]
    party = "company" if isinstance(terms.party, Company) else "partner"
    row = Partnership.objects.create(
        **{party: terms.party},
        **holder,
        kind=terms.kind,
        title=" ".join(terms.title.split()),
        starts_on=terms.starts_on,
        ends_on=terms.ends_on,
        partner_commitments=suggested[0],
        holder_commitments=suggested[1],
        owner=actor.user,
        renews=renews,
    )
    write(actor, "a préparé un partenariat", row)
    return row


@transaction.atomic
def start(actor, partnership):
    """It is in force from its first day on."""
    row = _apply(actor, partnership, "start")
    row.save(update_fields=["state", "updated_at"])
    write(actor, "a mis en vigueur un partenariat", row)
    return row


@transaction.atomic
def end(actor, partnership, reason, event="end"):
    """Before its term, or at it: why, in a sentence. Raises `Refused` without a reason."""
    row = _apply(actor, partnership, event)
    if not reason.strip():
        raise Refused(violations=[Violation(RULE, "Dites pourquoi, en une phrase.", "reason")])
    row.ending_reason = reason.strip()
    row.save(update_fields=["state", "ending_reason", "updated_at"])
    verb = "a mis fin à un partenariat" if event == "end" else "a abandonné un partenariat"
    write(actor, verb, row, reason=row.ending_reason)
    return row


@transaction.atomic
def renew(actor, partnership, starts_on, ends_on):
    """The one that follows, with the same terms, in preparation: dates are the only change,
    and it has signatures of its own.

    Raises `Refused` when it is renewed already, or begins before the first one ends.
    """
    row = _apply(actor, partnership, "renew")
    if Partnership.objects.filter(renews=row).exists():
        raise Refused("Ce partenariat est déjà renouvelé.")
    if row.ends_on and starts_on <= row.ends_on:
        text = "Le renouvellement commence après la fin du partenariat en cours."
        raise Refused(violations=[Violation(RULE, text, "starts_on")])
    terms = Terms(row.party, row.kind, row.title, starts_on, ends_on, row.school)
    following = _make(actor, terms, renews=row)
    following.partner_commitments = row.partner_commitments
    following.holder_commitments = row.holder_commitments
    following.save(update_fields=["partner_commitments", "holder_commitments", "updated_at"])
    for one in row.parties.all():
        following.parties.create(
            function=one.function, name=one.name, title=one.title, email=one.email
        )
    return following


@transaction.atomic
def add_document(actor, partnership, upload, title):
    """Keep a scan that `documents.uploads` found sound."""
    row = locked(partnership)
    if not by_holder(row, actor):
        raise Refused("Ce partenariat appartient à une autre structure.")
    if row.documents.count() >= MOST_DOCUMENTS:
        text = f"{MOST_DOCUMENTS} documents au plus."
        raise Refused(violations=[Violation(RULE, text, "scan")])
    stored = StoredFile.objects.keep(upload.content, name=upload.name, mimetype=upload.mimetype)
    document = PartnershipDocument.objects.create(
        partnership=row, file=stored, title=" ".join(title.split()) or "Document"
    )
    write(actor, "a déposé un document", row)
    return document


@transaction.atomic
def finish_past(today=None):
    """Those whose term has passed end by themselves; how many."""
    today = today or timezone.localdate()
    rows = Partnership.objects.active().filter(ends_on__lt=today)
    return rows.update(state=S.ENDED, ending_reason="Arrivé à son terme")


def locked(partnership):
    """Its row, locked for this transaction and read again."""
    rows = Partnership.objects.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=partnership.pk)


def _apply(actor, partnership, event):
    row = locked(partnership)
    TABLE.apply(row, event, actor)
    return row


def write(actor, verb, row, **more):
    """In the journal of the school and, once in force, in that of the company."""
    company = row.company if row.state != S.PREPARATION else None
    journal.record(actor, verb, row, school=row.school, company=company, **more)
