"""Filling in, signing, reopening and sending back the declaration of a year. Raises `Refused`.

Figures of the portal are never typed here: the signature freezes them beside the answer.
"""

from django.db import transaction
from django.utils import timezone

from accounts import journal
from accounts.transitions import Table, Transition
from directory.models import SchoolYear
from directory.violations import Refused, Violation
from documents.snapshots import freeze
from reports import declarants, notices, rules_declaration
from reports.enums.declaration import DeclarantKind, DeclarationState
from reports.models import Declaration, DeclaredCount
from reports.models.declarations import DECLARATION

DRAFT, SIGNED = DeclarationState


def _signer(row, actor):
    return declarants.may_sign(actor, row.kind, row.subject, row.school_year_id)


def _follower(row, actor):
    return declarants.may_follow(actor, row.kind, row.subject, row.school_year_id)


TABLE = Table(
    {
        (DRAFT, "sign"): Transition(SIGNED, _signer, "Signer la déclaration"),
        (SIGNED, "reopen"): Transition(DRAFT, _signer, "Rouvrir la déclaration"),
        (SIGNED, "send_back"): Transition(DRAFT, _follower, "Renvoyer la déclaration"),
    }
)


def place(row):
    """Where the journal files it."""
    if row.kind == DeclarantKind.SCHOOL:
        return {"school": row.subject}
    return {"committee_id": row.committee_id} if row.committee_id else {}


def _year(start):
    year = SchoolYear.objects.filter(pk=start).first()
    if year is None:
        raise Refused("Cette année scolaire n’est pas ouverte dans le portail.")
    return year


@transaction.atomic
def save(actor, kind, subject, year, answer="", words="", counts=None, today=None):
    """Keep what is filled in, not signed; the first save makes the row. Who fills it in may
    not be who signs. `counts` is {DeclaredKind: (count, pupils, adults, words)}."""
    if not declarants.may_fill(actor, kind, subject, year):
        raise Refused("Cette action ne vous est pas ouverte.")
    counts = {one: values for one, values in (counts or {}).items() if any(values)}
    today = today or timezone.localdate()
    wrong = rules_declaration.window_violations(year, today)
    if wrong := wrong or rules_declaration.count_violations(counts):
        raise Refused(violations=wrong)
    row, _ = Declaration.objects.get_or_create(school_year=_year(year), **{kind.field: subject})
    row = locked(row)
    if row.is_signed:
        raise Refused("La déclaration est signée : rouvrez-la d’abord.")
    row.answer, row.words = answer, words.strip()
    row.save(update_fields=["answer", "words", "updated_at"])
    row.counts.exclude(kind__in=counts).delete()
    for one, (count, pupils, adults, said) in counts.items():
        values = {"count": count, "pupils": pupils, "adults": adults, "words": said}
        DeclaredCount.objects.update_or_create(declaration=row, kind=one, defaults=values)
    journal.note(actor, "a rempli la déclaration", row, words=row.school_year.label, **place(row))
    return row


@transaction.atomic
def sign(actor, row, today=None):
    """The answer, the counts and what the portal says today are frozen together."""
    row, today = locked(row), today or timezone.localdate()
    TABLE.apply(row, "sign", actor)
    if wrong := rules_declaration.window_violations(row.school_year_id, today):
        raise Refused(violations=wrong)
    tables = declarants.known(row.kind, row.subject, row.school_year_id, today)
    counts = list(row.counts.order_by("pk"))
    wrong = rules_declaration.answer_violations(
        row.answer, row.words, bool(counts), declarants.has_rows(tables)
    )
    if wrong:
        raise Refused(violations=wrong)
    row.signed_at, row.signed_by, row.return_reason = timezone.now(), actor.label, ""
    row.save()
    made = freeze(actor, DECLARATION, row, content(row, tables, counts, today))
    words = f"{row.school_year.label}, {row.get_answer_display()}, version {made.version}"
    journal.note(actor, "a signé la déclaration", row, words=words, **place(row))
    notices.tell_signed(actor, row)
    return row


def content(row, tables, counts, today):
    """What a signature freezes. No name: the state outlives those of people."""
    return {
        "year": row.school_year_id,
        "who": str(row.subject),
        "answer": row.answer,
        "words": row.words,
        "on": today.isoformat(),
        "known": tables,
        "counts": [
            [one.kind, one.get_kind_display(), one.count, one.pupils, one.adults, one.words]
            for one in counts
        ],
    }


@transaction.atomic
def reopen(actor, row):
    """By who signs: what was frozen stays, the next signature makes another version."""
    row = locked(row)
    TABLE.apply(row, "reopen", actor)
    row.save(update_fields=["state", "updated_at"])
    words = row.school_year.label
    journal.note(actor, "a rouvert la déclaration", row, words=words, **place(row))
    return row


@transaction.atomic
def send_back(actor, row, reason):
    """By who follows the territory, with what is to be looked at again."""
    row, reason = locked(row), reason.strip()
    TABLE.apply(row, "send_back", actor)
    if not reason:
        text = "Dites ce qui est à reprendre."
        raise Refused(violations=[Violation("DOMAIN §7", text, "reason")])
    row.return_reason = reason
    row.save(update_fields=["state", "return_reason", "updated_at"])
    words = row.school_year.label
    journal.note(actor, "a renvoyé la déclaration", row, reason=reason, words=words, **place(row))
    notices.tell_sent_back(actor, row)
    return row


def locked(row):
    """Its row, locked for this transaction and read again."""
    Declaration.objects.select_for_update(of=("self",)).get(pk=row.pk)
    return Declaration.objects.for_lists().get(pk=row.pk)
