"""PDF/UA-1 by Typst: tags, language, title, the same bytes again, hostile texts."""

import datetime as dt
import io
import time
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from documents import rendering, typst_pool
from documents.rendering import RenderingFailed, RenderingTooLong, render_pdf

DATA = {
    "title": "Convention d’essai",
    "number": "ESSAI-2026-00001",
    "parties": [{"title": "L’entreprise", "name": "MÉCA 31", "facts": [("SIRET", "1")]}],
    "articles": [{"title": "Article 1", "blocks": [{"kind": "paragraph", "text": "Un."}]}],
    "signatories": [{"label": "Le chef d’établissement", "name": "Paul Dubois"}],
}


def pdf_of(**changes):
    return PdfReader(io.BytesIO(render_pdf("contract.typ", DATA | changes)))


def text_of(**changes):
    return "\n".join(page.extract_text() for page in pdf_of(**changes).pages)


def test_the_file_says_that_it_is_accessible():
    reader = pdf_of()
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"] is not None
    assert bool(root["/MarkInfo"]["/Marked"])
    assert str(root["/Lang"]).startswith("fr")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert root["/StructTreeRoot"]["/K"]
    assert reader.metadata.title == "Convention d’essai n° ESSAI-2026-00001"
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


def test_every_font_is_in_the_file_and_ours():
    fonts = pdf_of().pages[0]["/Resources"]["/Font"]
    names = {str(font.get_object()["/BaseFont"]) for font in fonts.values()}
    assert names
    assert all("Libertinus" in name for name in names)


def test_the_footer_numbers_the_pages():
    text = text_of(articles=[{"title": "Long", "paragraphs": ["mot " * 3000]}])
    assert "page 1 sur 3" in text
    assert "page 3 sur 3" in text
    assert "ESSAI-2026-00001" in text


def test_the_same_data_give_the_same_bytes():
    day = dt.datetime(2026, 11, 23, 8, tzinfo=dt.UTC)
    assert render_pdf("contract.typ", DATA, dated=day) == render_pdf(
        "contract.typ", DATA, dated=day
    )
    assert render_pdf("contract.typ", DATA, dated=day) != render_pdf("contract.typ", DATA)


def test_texts_are_data_never_typst():
    source = '#read("/etc/passwd") $x^2$ *gras* @ref <label> #import "@preview/a:1" \\ `code`'
    text = text_of(subtitle=source).replace("\n", " ")
    assert "#read(" in text
    assert "*gras*" in text
    assert "root:" not in text


HOSTILE = {
    "a long word": "x" * 40_000,
    "a long text": "mot " * 10_000,
    "null": "avant\0après",
    "controls": "".join(map(chr, range(32))) + "\x7f\x85",
    "surrogate": "seul \ud800 ici",
    "override": "\u202erevers\u202c",
    "right to left": "שלום עולם مرحبا بالعالم",
    "no glyph": "日本語 😀 👩‍👩‍👧",
    "every sign": "".join(chr(n) for n in range(0x20, 0x3000)),
    "many signs": "".join(chr(n) for n in range(0x4E00, 0x9000)),
    "combining": "e\u0301\u0302\u0303" * 50 + "\u0301" * 50,
    "marks of Typst": "#$@<>[]{}\\*_`=-+/~'\"" * 20,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_makes_a_document(text):
    started = time.monotonic()
    content = render_pdf(
        "contract.typ",
        DATA | {"subtitle": text, "articles": [{"title": text[:200], "paragraphs": [text]}]},
    )
    assert content.startswith(b"%PDF-")
    assert time.monotonic() - started < rendering.SECONDS


def test_a_sign_without_glyph_leaves_a_trace():
    assert "avant ? après" in text_of(subtitle="avant 中 après")


def test_an_override_does_not_turn_the_text_round():
    assert "montant 100" in text_of(subtitle="montant \u202e100\u202c")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=60))
def test_any_text_makes_a_document(text):
    assert render_pdf("contract.typ", DATA | {"subtitle": text}).startswith(b"%PDF-")


def test_a_layout_that_never_ends_is_stopped(monkeypatch, tmp_path):
    (tmp_path / "endless.typ").write_text(
        "#for i in range(9999) { for j in range(9999) { for k in range(9999) {} } }"
    )
    monkeypatch.setattr(rendering, "LAYOUTS", tmp_path)
    started = time.monotonic()
    with pytest.raises(RenderingTooLong, match="trop long"):
        render_pdf("endless.typ", {}, seconds=0.5)
    assert time.monotonic() - started < 5
    monkeypatch.undo()
    assert pdf_of().pages  # the next document finds a new worker


def test_a_layout_in_error_is_a_french_sentence(monkeypatch, tmp_path):
    (tmp_path / "wrong.typ").write_text("#nothing")
    monkeypatch.setattr(rendering, "LAYOUTS", tmp_path)
    with pytest.raises(RenderingFailed, match="n’a pas pu être composé"):
        render_pdf("wrong.typ", {})


@pytest.mark.parametrize("path", ["/etc/hostname", "../../etc/hostname"])
def test_a_layout_reads_nothing_outside_its_folder(monkeypatch, tmp_path, path):
    (tmp_path / "spy.typ").write_text(f'#set document(title: "a")\n#read("{path}")')
    monkeypatch.setattr(rendering, "LAYOUTS", tmp_path)
    with pytest.raises(RenderingFailed):
        render_pdf("spy.typ", {})


def test_a_killed_worker_is_replaced():
    render_pdf("contract.typ", DATA)
    for worker in typst_pool._pool.idle:
        worker.process.kill()
        worker.process.wait()
    assert pdf_of().pages


def test_our_layouts_import_no_package():
    for layout in rendering.LAYOUTS.glob("*.typ"):
        assert "@preview" not in layout.read_text()


def test_names_keep_their_letters():
    name = "Zoé Łukasz Nguyễn Ðorđe Œuvré ÿ"
    assert unicodedata.normalize("NFC", name) in text_of(subtitle=name)
