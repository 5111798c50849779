"""A signature on paper: a scan, then the word of a second party (R-AG-2, R-CEE-5)."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from accounts.enums import Role
from directory.violations import Refused
from documents import paper, rounds
from documents.enums import RoundState
from documents.models import SignatureRound
from documents.uploads import LARGEST, PAGES, checked
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory
from tests.documents.factories import THREE, holder, open_charter, signatory_of, told

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 20


def pdf(pages=1, change=None):
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(100, 100)
    if change:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def upload(content=None, name="scan.pdf"):
    content = pdf() if content is None else content
    return SimpleUploadedFile(name, content, content_type="application/pdf")


@pytest.mark.django_db
class TestPaper:
    def test_the_last_signature_on_paper_seals(self, mailed):
        school = SchoolFactory()
        signed = open_charter(school, THREE[:2])
        head, company = signatory_of(signed, "head"), signatory_of(signed, "company")
        account = actor_for(Role.HEAD, school=school)
        paper.record_paper(account, company, upload())
        assert mailed("documents.paper_recorded") == ["ana@meca.test"]
        signed.refresh_from_db()
        assert signed.state == RoundState.OPEN
        paper.confirm_paper(holder(company), company)
        paper.record_paper(holder(head), head, upload(PNG, "photo.png"))
        paper.confirm_paper(holder(company), head)
        signed = SignatureRound.objects.get(pk=signed.pk)
        assert signed.state == RoundState.SEALED
        assert [one.method for one in signed.signatories.all()] == ["paper", "paper"]
        assert told == [("signed", "company"), ("signed", "head"), ("sealed", signed.number)]
        text = PdfReader(io.BytesIO(signed.sealed_file.bytes)).pages[-1].extract_text()
        assert "signature sur papier" in text

    def test_who_recorded_does_not_confirm(self):
        school = SchoolFactory()
        signed = open_charter(school)
        company = signatory_of(signed, "company")
        account = actor_for(Role.HEAD, school=school)
        paper.record_paper(account, company, upload())
        with pytest.raises(Refused, match="autre partie"):
            paper.confirm_paper(account, company)
        with pytest.raises(Refused, match="autre partie"):
            paper.confirm_paper(holder(signatory_of(signed, "head")), company)
        assert not signed.signatories.signed().exists()

    def test_a_scan_put_aside_counts_for_nothing(self):
        signed = open_charter()
        company, head = signatory_of(signed, "company"), signatory_of(signed, "head")
        paper.record_paper(holder(company), company, upload())
        paper.reject_paper(holder(head), company)
        with pytest.raises(Refused, match="Aucune signature sur papier"):
            paper.confirm_paper(holder(head), company)
        company.refresh_from_db()
        assert company.paper is None

    def test_only_a_party_records_and_confirms(self):
        signed = open_charter()
        company = signatory_of(signed, "company")
        stranger = actor_for(Role.HEAD)
        with pytest.raises(Refused, match="réservée aux parties"):
            paper.record_paper(stranger, company, upload())
        paper.record_paper(holder(company), company, upload())
        with pytest.raises(Refused, match="réservée aux parties"):
            paper.confirm_paper(stranger, company)

    def test_a_code_still_signs_while_a_scan_waits(self, typed_code):
        signed = open_charter()
        company = signatory_of(signed, "company")
        paper.record_paper(holder(company), company, upload())
        rounds.send_code(holder(company), company)
        rounds.sign(holder(company), company, typed_code(company.email), "192.0.2.7")
        company.refresh_from_db()
        assert company.method == "code"
        with pytest.raises(Refused, match="déjà donnée"):
            paper.confirm_paper(holder(signatory_of(signed, "head")), company)

    def test_a_bad_file_changes_nothing(self):
        signed = open_charter()
        company = signatory_of(signed, "company")
        with pytest.raises(Refused):
            paper.record_paper(holder(company), company, upload(b"MZ program"))
        company.refresh_from_db()
        assert company.paper is None


def script(writer):
    opened(writer, "/JavaScript", "/JS", "app.alert('bonjour')")


def launch(writer):
    opened(writer, "/Launch", "/F", "cmd.exe")


def opened(writer, kind, key, value):
    """Make a file do something when it is opened."""
    action = DictionaryObject()
    action[NameObject("/S")] = NameObject(kind)
    action[NameObject(key)] = TextStringObject(value)
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)


def attachment(writer):
    writer.add_attachment("virus.exe", b"MZ")


def password(writer):
    writer.encrypt("secret")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "vide"),
        (b"%PDF-" + b"0" * LARGEST, "dépasse"),
        (b"MZ\x90 a program", "PDF ou une photo"),
        (b"<html><script>alert(1)</script>", "PDF ou une photo"),
        (b"%PDF-1.7 and then nothing", "ne peut pas être lu"),
        (pdf()[:120], "ne peut pas être lu"),
        (pdf(PAGES + 1), f"{PAGES + 1} pages"),
        (pdf(change=script), "éléments actifs"),
        (pdf(change=launch), "éléments actifs"),
        (pdf(change=attachment), "éléments actifs"),
        (pdf(change=password), "mot de passe"),
    ],
    ids=["empty", "large", "program", "html", "cut", "half", "long", "script", "launch", "file"]
    + ["password"],
)
def test_a_hostile_file_is_refused_in_french(content, message):
    with pytest.raises(Refused, match=message) as refused:
        checked(upload(content))
    assert refused.value.violations[0].field == "scan"


@pytest.mark.parametrize(
    ("content", "mimetype"),
    [(pdf(3), "application/pdf"), (PNG, "image/png"), (b"\xff\xd8\xff\xe0...", "image/jpeg")],
)
def test_a_sound_file_gets_its_true_type_and_a_name_of_ours(content, mimetype):
    found = checked(upload(content, name="../../evil.html"))
    assert found.mimetype == mimetype
    assert found.content == content
    assert "evil" not in found.name
    assert "/" not in found.name
