"""The closed archive (DOMAIN §8): what was signed leaves the tables that people work with.

The bytes are encrypted where they are, under their own hash: whoever holds the PDF may still
have it verified, an administrator opens it with a reason that the journal keeps, and years
later the bytes are destroyed, hash and dates staying. Names, addresses and texts of the rounds
are erased: the audit page, in the archive, has them.
"""

import pgtrigger
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.erasure import ERASED, if_any
from directory.history import event_tables
from directory.sealing import Seal
from directory.violations import Refused, Violation
from directory.years import years_before
from documents import registry
from documents.enums import QuestionType
from documents.models import (
    Correction,
    QuestionnaireAnswer,
    Signatory,
    SignatureRound,
    Snapshot,
    StoredFile,
)

SEAL = Seal("documents.archive")
# To be confirmed by the authority: docs/decisions/0023.
KEPT_YEARS = 10
WRITTEN_TEXT = (QuestionType.TEXT,)


def rows_about(subjects):
    """{model: keys} of the rows of this floor that tell of `subjects`, {model: keys}."""
    rounds = _about(SignatureRound, subjects)
    signatories = Signatory.objects.filter(round__in=rounds)
    return {
        SignatureRound: rounds,
        Signatory: list(signatories.values_list("pk", flat=True)),
        Correction: _about(Correction, subjects),
        QuestionnaireAnswer: _about(QuestionnaireAnswer, subjects),
    }


def _about(model, subjects):
    found = Q(pk__in=[])
    for subject, keys in subjects.items():
        kind = ContentType.objects.get_for_model(subject)
        found |= Q(subject_type=kind, subject_id__in=keys)
    return list(model.objects.filter(found).values_list("pk", flat=True))


def forget(rows):
    """Archive and erase what `rows_about` found."""
    close(SignatureRound.objects.filter(pk__in=rows[SignatureRound]))
    forget_answers(QuestionnaireAnswer.objects.filter(pk__in=rows[QuestionnaireAnswer]))
    forget_corrections(Correction.objects.filter(pk__in=rows[Correction]))


@transaction.atomic
def close(rounds):
    """Archive the files of these rounds and erase who they name. Idempotent."""
    keys = list(rounds.values_list("pk", flat=True))
    signatories = Signatory.objects.filter(round__in=keys)
    signatory_keys = list(signatories.values_list("pk", flat=True))
    _archive_files(keys)
    with pgtrigger.ignore(
        "documents.SignatureRound:round_as_asked",
        "documents.Signatory:signatory_signed_for_ever",
    ):
        SignatureRound.objects.filter(pk__in=keys).update(
            data={}, void_reason=if_any("void_reason")
        )
        signatories.update(
            name=ERASED,
            email="",
            signed_name=if_any("signed_name"),
            ip=None,
            refusal_reason=if_any("refusal_reason"),
            paper_recorded_by=if_any("paper_recorded_by"),
            paper_confirmed_by=if_any("paper_confirmed_by"),
        )
    _forget_history(SignatureRound, keys)
    _forget_history(Signatory, signatory_keys)


@transaction.atomic
def close_certificates(kind, subject_type, keys):
    """The same for the frozen files of this kind about these subjects: nobody signed them,
    they name a person. Idempotent."""
    rows = Snapshot.objects.filter(kind=kind, subject_type=subject_type, subject_id__in=keys)
    _seal(set(rows.values_list("file", flat=True)))


def _archive_files(keys):
    """All but those that a round still in use shares (one scan for two documents)."""
    mine = SignatureRound.objects.filter(pk__in=keys)
    others = SignatureRound.objects.exclude(pk__in=keys).exclude(data={})
    used = _files_of(mine)
    shared = Q(pdf__in=used) | Q(sealed_file__in=used) | Q(signatories__paper__in=used)
    _seal(used - _files_of(others.filter(shared)))


def _seal(used):
    """These files are encrypted where they are, under their own hash."""
    files = StoredFile.objects.filter(pk__in=used, archived_at=None)
    now = timezone.now()
    with pgtrigger.ignore("documents.StoredFile:storedfile_never_changes"):
        for stored in files.order_by("pk"):
            stored.archived, stored.content = SEAL.seal(stored.bytes), None
            stored.archived_at = now
            stored.save(update_fields=["archived", "content", "archived_at"])


def _files_of(rounds):
    """The keys of the documents, sealed copies and scans of these rounds."""
    pairs = rounds.values_list("pdf", "sealed_file")
    papers = Signatory.objects.filter(round__in=rounds).values_list("paper", flat=True)
    return {key for pair in pairs for key in pair if key} | {key for key in papers if key}


def _forget_history(model, keys):
    event_tables()[model].objects.filter(pgh_obj__in=keys).delete()


def forget_answers(answers):
    """Who was asked and what they wrote; marks, choices and numbers stay for the figures."""
    keys = list(answers.values_list("pk", flat=True))
    answers.filter(answered_at=None).delete()
    for row in QuestionnaireAnswer.objects.filter(pk__in=keys).select_related("questionnaire"):
        texts = {
            question["code"]
            for question in row.questionnaire.questions
            if question["type"] in WRITTEN_TEXT
        }
        row.answers = {code: said for code, said in row.answers.items() if code not in texts}
        row.name = row.email = row.subject_label = ""
        row.save(update_fields=["answers", "name", "email", "subject_label"])
    _forget_history(QuestionnaireAnswer, keys)


def forget_corrections(corrections):
    """What was asked to be corrected may say anything."""
    keys = list(corrections.values_list("pk", flat=True))
    corrections.delete()
    _forget_history(Correction, keys)


def find(number):
    """The archived file of a document: sealed when it was. Raises Refused."""
    round = SignatureRound.objects.filter(number=number.strip()).first()
    if round is None or not round.copy.is_archived:
        text = "Aucun document de ce numéro n’est dans l’archive."
        raise Refused(violations=[Violation("DOMAIN §8", text, "number")])
    if round.copy.destroyed_at:
        day = timezone.localdate(round.copy.destroyed_at)
        text = f"Ce document a été détruit le {day:%d/%m/%Y}."
        raise Refused(violations=[Violation("DOMAIN §8", text, "number")])
    return round


def content_of(stored):
    """The bytes of an archived file, for who opens it."""
    return SEAL.unseal(stored.archived)


def destroy_due(now=None):
    """Destroy what the archive has kept long enough; returns how many files. Documents that
    name no pupil are kept."""
    now = now or timezone.now()
    due = StoredFile.objects.filter(archived_at__lt=years_before(now, KEPT_YEARS))
    due = due.filter(destroyed_at=None)
    kinds = [declared.code for declared in registry.subjects() if declared.is_kept]
    kept = SignatureRound.objects.filter(kind__in=kinds)
    for column in ("pdf", "sealed_file", "signatories__paper"):
        used = kept.filter(**{f"{column}__isnull": False})
        due = due.exclude(pk__in=used.order_by().values(column))
    with transaction.atomic(), pgtrigger.ignore("documents.StoredFile:storedfile_never_changes"):
        return due.update(archived=None, destroyed_at=now)
