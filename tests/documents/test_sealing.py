"""R-AG-2: the sealed file is the signed bytes, then an audit page, tagged to the end."""

import hashlib
import io

import pypdfium2
import pytest
from pypdf import PdfReader

from documents import rounds
from documents.models import SignatureRound
from documents.rendering import render_pdf
from documents.sealing import NotFromTypst, append_pages
from tests.documents.factories import holder, open_charter, signatory_of
from tests.documents.test_paper import pdf

CONTRACT = {
    "title": "Charte",
    "number": "ESSAI-1",
    "sections": [
        {"title": "Programme", "table": {"columns": ["Jour", "Lieu"], "rows": [["1", "Albi"]]}}
    ],
    "articles": [{"title": "Article 1", "paragraphs": ["texte " * 900]}],
    "signatories": [{"label": "Le chef d'établissement", "name": "Paul Dubois"}],
}
AUDIT = {
    "title": "Charte",
    "number": "ESSAI-1",
    "sha256": "ab" * 32,
    "size": 12345,
    "template": "version 1",
    "opened_at": "hier",
    "sealed_at": "aujourd'hui",
    "signatures": [
        {"label": "Le chef", "name": "Paul", "at": "hier", "method": "code", "origin": "ici"}
    ]
    * 9,
}


def kids(element):
    """The structure elements under one; numbers of marked content are left out."""
    found = element.get("/K", [])
    found = found.get_object() if hasattr(found, "get_object") else found
    found = found if isinstance(found, list) else [found]
    return [one.get_object() for one in found if not isinstance(one.get_object(), int)]


def pages_of(element):
    """The pages that hold the content of an element: a paragraph may stand on two."""
    owners = [element, *(kid for kid in kids(element) if "/MCID" in kid)]
    return {owner.raw_get("/Pg").idnum for owner in owners if "/Pg" in owner}


def walk(element):
    yield element
    for kid in kids(element):
        if "/S" in kid:
            yield from walk(kid)


@pytest.fixture(scope="module")
def sealed():
    signed, audit = render_pdf("contract.typ", CONTRACT), render_pdf("audit.typ", AUDIT)
    return signed, audit, append_pages(signed, audit)


def test_the_sealed_file_begins_with_the_signed_bytes(sealed):
    signed, _, whole = sealed
    assert whole[: len(signed)] == signed
    assert len(whole) > len(signed)


def test_every_page_is_there_for_another_program(sealed):
    """PDFium, the engine of Chromium, shares no code with what wrote the file."""
    signed, audit, whole = sealed
    pages = [len(pypdfium2.PdfDocument(one)) for one in (signed, audit, whole)]
    assert pages[0] >= 2
    assert pages[1] >= 2
    assert pages[2] == pages[0] + pages[1]
    document = pypdfium2.PdfDocument(whole)
    last = document[pages[2] - 1].get_textpage().get_text_range()
    assert "Empreinte SHA-256 du document signé" in last
    first = document[0].get_textpage().get_text_range()
    assert first == pypdfium2.PdfDocument(signed)[0].get_textpage().get_text_range()


def test_every_page_finds_its_tags(sealed):
    """Each page's key in the parent tree leads to elements of that very page."""
    _, _, whole = sealed
    reader = PdfReader(io.BytesIO(whole))
    tree = reader.root_object["/StructTreeRoot"]
    numbers = tree["/ParentTree"]["/Nums"]
    tags = {
        int(key): value.get_object() for key, value in zip(numbers[::2], numbers[1::2], strict=True)
    }
    keys = [int(page["/StructParents"]) for page in reader.pages]
    assert keys == list(range(len(reader.pages)))
    assert int(tree["/ParentTreeNextKey"]) == len(keys)
    for page in reader.pages:
        elements = tags[int(page["/StructParents"])]
        assert elements
        for element in elements:
            assert page.indirect_reference.idnum in pages_of(element.get_object())


def test_the_tags_form_one_tree(sealed):
    _, _, whole = sealed
    reader = PdfReader(io.BytesIO(whole))
    tree = reader.root_object["/StructTreeRoot"]
    assert len(tree["/K"]) == 1
    document = tree["/K"][0].get_object()
    assert document["/S"] == "/Document"
    assert kids(document)[-1]["/S"] == "/Part"
    names = [element["/S"] for element in walk(document)]
    assert names.count("/H1") == 2
    assert {"/Table", "/TH", "/TD", "/L", "/LI"} <= set(names)
    for element in walk(document):
        for kid in kids(element):
            if "/P" in kid:
                assert kid["/P"].get_object() == element


def test_the_same_two_files_give_the_same_bytes(sealed):
    signed, audit, whole = sealed
    assert append_pages(signed, audit) == whole


@pytest.mark.parametrize(
    "label",
    ["12 0 R", "(12 0 R", "12 0 R) 3 0 R", "a (b (c 1 0 R)) \\", "\\( 5 0 R \\)", "é 1 0 R"],
)
def test_a_text_that_looks_like_a_reference_stays_a_text(sealed, label):
    """Headings are texts of the structure tree too."""
    signed = sealed[0]
    line = AUDIT["signatures"][0] | {"label": label}
    audit = render_pdf("audit.typ", AUDIT | {"signatures": [line]})
    whole = append_pages(signed, audit)
    reader = PdfReader(io.BytesIO(whole))
    document = reader.root_object["/StructTreeRoot"]["/K"][0].get_object()
    titles = [str(element.get("/T", "")) for element in walk(document)]
    assert label in titles
    document = pypdfium2.PdfDocument(whole)
    assert label in document[len(document) - 1].get_textpage().get_text_range()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7 nothing", pdf(), pdf()[:200]])
def test_another_file_is_not_sealed(sealed, content):
    with pytest.raises(NotFromTypst):
        append_pages(content, sealed[1])
    with pytest.raises(NotFromTypst):
        append_pages(sealed[0], content)


@pytest.mark.django_db
def test_the_audit_page_tells_who_signed_what(typed_code):
    signed = open_charter()
    for function in ("company", "head", "branch"):
        one = signatory_of(signed, function)
        rounds.send_code(holder(one), one)
        rounds.sign(holder(one), one, typed_code(one.email), "192.0.2.7")
    signed = SignatureRound.objects.get(pk=signed.pk)
    whole = signed.sealed_file.bytes
    assert hashlib.sha256(whole[: signed.pdf.size]).hexdigest() == signed.sha256
    reader = PdfReader(io.BytesIO(whole))
    assert reader.metadata.title == f"Charte d’essai n° {signed.number}"
    first = len(PdfReader(io.BytesIO(signed.pdf.bytes)).pages)
    text = "".join(page.extract_text() for page in reader.pages[first:])
    for words in ("Ana Roux", "Paul Dubois", "Inès Faure", "192.0.2.7", signed.sha256[:32]):
        assert words in text
    assert str(signed.pdf.size) in text
    assert "paul@clg.test" not in text
