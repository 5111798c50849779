"""A partnership: prepared, in force, ended, renewed by the one that follows."""

import datetime as dt
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.enums import Role
from accounts.idempotency import once
from accounts.transitions import Table, Transition
from clee.enums import KEEPERS, CommitteeState
from clee.models import Committee
from directory.models import Company, School
from directory.violations import Refused, Violation, require
from documents.models import StoredFile
from partnerships.enums.relation import PartnershipKind, PartnershipState
from partnerships.models import Partnership, PartnershipDocument
from partnerships.models.partnership import PARTNERSHIP_HOLDERS
from partnerships.partnership_wording import SUGGESTED
from partnerships.workflow.log import holder_of, may_write
from partnerships.workflow.tables import by_portal

S = PartnershipState
RULE = "partenariat"
LONGEST = dt.timedelta(days=10 * 366)
MOST_DOCUMENTS = 20
# How long before its end a partnership is to be renewed.
NOTICE = dt.timedelta(days=91)
# Who keeps a committee (`clee.workflow.who`) holds its partnerships.
COMMITTEE_KEEPERS = frozenset({*KEEPERS, Role.CO_LEAD})


@dataclass(frozen=True)
class Terms:
    """What was agreed, with whom; `school` for who has several, `committee` when it is the one
    that holds it."""

    party: Any
    kind: PartnershipKind
    title: str
    starts_on: dt.date
    ends_on: dt.date | None = None
    school: School | None = None
    committee: Committee | None = None


def may_hold(actor):
    """Whether the role holds partnerships at all, its own structure's or a committee's."""
    return may_write(actor) or actor.role in COMMITTEE_KEEPERS


def by_holder(row, actor):
    is_role = actor.role in COMMITTEE_KEEPERS if row.committee_id else may_write(actor)
    return is_role and Partnership.objects.held_by(actor).filter(pk=row.pk).exists()


def by_other_holder(row, actor):
    """Somebody of the same structure follows it: its colleague takes it up."""
    return actor.user is not None and row.owner_id != actor.user.pk and by_holder(row, actor)


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
        (S.ACTIVE, "renew"): Transition(S.ACTIVE, by_holder, "Renouveler"),
        (S.ACTIVE, "end"): Transition(S.ENDED, by_holder, "Mettre fin"),
        (S.ENDED, "renew"): Transition(S.ENDED, by_holder, "Renouveler"),
        **{
            (state, "take_up"): Transition(state, by_other_holder, "Reprendre le suivi")
            for state in (S.PREPARATION, S.SIGNING, S.ACTIVE)
        },
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
    return once(actor, key, partial(_open, actor, terms))[0]


def _open(actor, terms):
    return _make(actor, terms, _holder(actor, terms))


def _holder(actor, terms):
    """{column: row}: the committee that was chosen, else the structure whose log one keeps."""
    if terms.committee is None:
        holder = holder_of(actor, terms.party, terms.school) if may_write(actor) else {}
        if not holder:
            raise Refused("Votre rôle ne tient pas de partenariats.")
        return holder
    kept = Committee.objects.kept_by(actor).filter(pk=terms.committee.pk)
    if actor.role not in COMMITTEE_KEEPERS or not kept.exists():
        raise Refused("Vous ne tenez pas ce comité.")
    # Locked: a merge of the committee meanwhile takes this one along, or is seen here.
    committee = Committee.objects.select_for_update(of=("self",)).get(pk=terms.committee.pk)
    if committee.state == CommitteeState.MERGED:
        text = f"Ce comité a fusionné avec le {committee.merged_into}."
        raise Refused(violations=[Violation(RULE, text, "committee")])
    return {"committee": committee}


def _make(actor, terms, holder, renews=None):
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


def following_dates(row):
    """What a renewal begins with: the day after, for as long."""
    if row.ends_on is None:
        return {}
    first = row.ends_on + dt.timedelta(days=1)
    return {"starts_on": first, "ends_on": first + (row.ends_on - row.starts_on)}


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
    terms = Terms(row.party, row.kind, row.title, starts_on, ends_on)
    holder = {name: getattr(row, name) for name in PARTNERSHIP_HOLDERS if getattr(row, name)}
    following = _make(actor, terms, holder, renews=row)
    following.partner_commitments = row.partner_commitments
    following.holder_commitments = row.holder_commitments
    following.save(update_fields=["partner_commitments", "holder_commitments", "updated_at"])
    for one in row.parties.all():
        following.parties.create(
            function=one.function, name=one.name, title=one.title, email=one.email
        )
    return following


@transaction.atomic
def take_up(actor, partnership):
    """The actor follows it from now on: reminders and what its signatories ask go to them."""
    row = _apply(actor, partnership, "take_up")
    if row.owner_id == actor.user.pk:
        return row
    row.owner = actor.user
    row.save(update_fields=["owner", "updated_at"])
    write(actor, "a repris le suivi d’un partenariat", row)
    return row


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
    """In the journal of the school or committee and, once in force, in that of the company."""
    journal.record(actor, verb, row, **row.places, **more)
