"""What the database itself refuses, whatever program writes."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from accounts.actor import Actor
from documents import rounds
from documents.models import (
    DocumentTemplate,
    Signatory,
    SignatureRound,
    Snapshot,
    StoredFile,
)
from documents.snapshots import freeze
from tests.directory.factories import SchoolFactory
from tests.documents.factories import CODE, THREE, holder, open_charter, signatory_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(typed_code):
    signed = open_charter(signatories=THREE[:1])
    one = signatory_of(signed, "company")
    rounds.send_code(holder(one), one)
    rounds.sign(holder(one), one, typed_code(one.email), "192.0.2.7")
    return SignatureRound.objects.get(pk=signed.pk)


def refused(queryset, **changes):
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        queryset.update(**changes)


def kept(queryset):
    with pytest.raises(ProgrammingError, match="Cannot (update or )?delete"), transaction.atomic():
        queryset._raw_delete("default")


def test_what_was_asked_never_changes():
    signed = open_charter()
    other = StoredFile.objects.keep(b"%PDF-other", name="x.pdf", mimetype="application/pdf")
    row = SignatureRound.objects.filter(pk=signed.pk)
    refused(row, data={"title": "Autre"})
    refused(row, pdf=other)
    refused(row, number="AUTRE")
    kept(row)


def test_what_is_sealed_never_changes(sealed):
    row = SignatureRound.objects.filter(pk=sealed.pk)
    other = StoredFile.objects.keep(b"%PDF-other", name="x.pdf", mimetype="application/pdf")
    refused(row, sealed_file=other)
    refused(row, sealed_file=None)
    refused(row, sealed_at=timezone.now())
    with pytest.raises(ProgrammingError, match="Invalid transition"), transaction.atomic():
        row.update(state="open")
    kept(row)


def test_a_signature_given_never_changes(sealed):
    row = Signatory.objects.filter(round=sealed)
    refused(row, signed_name="Une autre")
    refused(row, signed_at=None)
    refused(row, sha256="0" * 64)
    refused(row, ip="192.0.2.8")
    kept(row)


def test_a_signature_is_whole_or_absent():
    signed = open_charter()
    row = Signatory.objects.filter(round=signed, function="head")
    with pytest.raises(IntegrityError, match="signatory_signed_in_full"), transaction.atomic():
        row.update(signed_at=timezone.now(), method="code", sha256="a" * 64)
    with pytest.raises(IntegrityError, match="signatory_signed_in_full"), transaction.atomic():
        row.update(signed_at=timezone.now(), signed_name="P", method="paper", sha256="a" * 64)


def test_one_signatory_per_function():
    signed = open_charter()
    head = signatory_of(signed, "head")
    with pytest.raises(IntegrityError, match="signatory_function_once"), transaction.atomic():
        Signatory.objects.create(round=signed, function="head", asked_at=head.asked_at)


def test_one_open_round_per_subject_and_kind():
    signed = open_charter()
    with pytest.raises(IntegrityError, match="round_one_open"), transaction.atomic():
        SignatureRound.objects.create(
            kind=signed.kind,
            number="AUTRE",
            subject=signed.subject,
            template=signed.template,
            data={},
            pdf=signed.pdf,
            opened_at=signed.opened_at,
            wanted_on=signed.wanted_on,
            closes_on=signed.closes_on,
        )


def test_the_hash_of_a_file_is_recomputed_by_the_database():
    with pytest.raises(IntegrityError, match="storedfile_hash"), transaction.atomic():
        StoredFile.objects.create(
            sha256="0" * 64, content=b"abc", size=3, mimetype="text/plain", name="a"
        )


def test_a_file_never_changes_and_is_kept_once():
    one = StoredFile.objects.keep(b"abc", name="a.txt", mimetype="text/plain")
    again = StoredFile.objects.keep(b"abc", name="b.txt", mimetype="text/plain")
    assert again == one
    refused(StoredFile.objects.filter(pk=one.pk), name="b.txt")


def test_a_used_file_is_not_deleted(sealed):
    with pytest.raises(IntegrityError), transaction.atomic():
        StoredFile.objects.filter(pk=sealed.pdf_id)._raw_delete("default")
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_template_version_never_changes():
    open_charter()
    row = DocumentTemplate.objects.filter(kind=CODE)
    refused(row, wording="# Autre")
    kept(row)


def test_a_snapshot_is_for_ever_and_counts_its_versions():
    school, actor = SchoolFactory(), Actor.system("Essai")
    first = freeze(actor, "bilan", school, {"classes": 3, "actions": [1, 2]})
    second = freeze(actor, "bilan", school, b"octets", mimetype="application/pdf")
    assert (first.version, second.version) == (1, 2)
    assert first.file.bytes == b'{"actions":[1,2],"classes":3}'
    assert first.by == "Essai"
    assert Snapshot.objects.about(school, "bilan").count() == 2
    assert freeze(actor, "autre", school, b"octets").version == 1
    refused(Snapshot.objects.filter(pk=first.pk), version=9)
    kept(Snapshot.objects.filter(pk=first.pk))
