"""The PDF of an agreement as a reader of PDF sees it: language, title, tags, headings, text."""

import shutil
import subprocess
from collections import Counter
from io import BytesIO

import pytest
from pypdf import PdfReader

from accounts.actor import Actor
from documents.rounds import give
from tests.placements.agreement_world import make_agreement_world

pytestmark = pytest.mark.django_db


def sealed_bytes():
    """One agreement that everybody signed: two guardians, one of whom suffices."""
    world = make_agreement_world()
    world.signing()
    for one in world.round.signatories.awaited():
        if not one.is_spared:
            give(Actor.of_link(one.current_link), one, "192.0.2.7")
    return world.round.sealed_file.bytes


def tags_of(reader):
    """How many elements of each kind, in the order of the tree; and the headings' levels."""
    kinds, headings = Counter(), []
    waiting = [reader.trailer["/Root"]["/StructTreeRoot"]["/K"]]
    while waiting:
        node = waiting.pop().get_object()
        if isinstance(node, list):
            waiting += reversed(node)
        elif hasattr(node, "get") and "/S" in node:
            kinds[node["/S"]] += 1
            if node["/S"][:2] == "/H" and node["/S"][2:].isdecimal():
                headings.append(int(node["/S"][2:]))
            if "/K" in node:
                waiting.append(node["/K"])
    return kinds, headings


def test_structure_and_text():
    sealed = sealed_bytes()
    reader = PdfReader(BytesIO(sealed))
    check_language_and_title(reader)
    check_tags(reader)
    if shutil.which("pdftotext"):
        check_text(sealed)


def check_language_and_title(reader):
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "fr-FR"
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert reader.metadata.title.startswith("Convention de séquence d’observation")
    assert " n° CSO-2026-" in reader.metadata.title
    assert b"pdfuaid:part" in root["/Metadata"].get_data()
    assert all("/StructParents" in page for page in reader.pages), "each page is tagged"


def check_tags(reader):
    """No level of heading is skipped; lists, tables and paragraphs are tagged."""
    kinds, headings = tags_of(reader)
    assert headings[0] == 1
    for before, after in zip(headings, headings[1:], strict=False):
        assert after <= before + 1, "no level is skipped"
    assert headings.count(2) >= 15 and headings.count(3) >= 6
    assert kinds["/L"] >= 1 and kinds["/LI"] >= 13
    assert kinds["/Table"] >= 1 and kinds["/TH"] == 2 * kinds["/Table"]
    assert kinds["/P"] > 20 and not kinds["/Figure"]


def check_text(sealed):
    """What a reader of the screen hears, in its order."""
    done = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-", "-"], input=sealed, capture_output=True, check=True
    )
    text = " ".join(done.stdout.decode().split())
    order = ("Entre", "Article 1. Objet", "Article 15. Durée", "Signatures", "Annexe pédagogique")
    places = [text.index(words) for words in order]
    assert places == sorted(places)
    assert "7 h par jour et 35 h par semaine au plus" in text.replace("\u00a0", " ")
