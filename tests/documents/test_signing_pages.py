"""The pages of a signatory: `/lien/signer/<token>/` (R-AG-2, R-AG-4)."""

import datetime as dt
import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts import links
from accounts.actor import Actor
from accounts.models import OneTimeCode, PersonalLink
from documents import rounds
from documents.models import Signatory, SignatureRound
from outbox.models import Notice
from tests.directory.factories import SchoolFactory
from tests.documents.factories import THREE, holder, open_charter, signatory_of
from tests.documents.test_paper import PNG, pdf

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("Essai")


@pytest.fixture
def signed():
    return open_charter()


def path_of(signed, function="head"):
    return signatory_of(signed, function).current_link.path


def sign_by_page(client, signed, function, typed_code):
    one = signatory_of(signed, function)
    path = one.current_link.path
    client.post(path, {"act": "code"})
    return client.post(path, {"act": "signer", "signer-code": typed_code(one.email)}, follow=True)


def everything():
    """All that a page could change."""
    return (
        list(SignatureRound.objects.values("pk", "state")),
        list(Signatory.objects.order_by("pk").values()),
        list(PersonalLink.objects.order_by("pk").values()),
        OneTimeCode.objects.count(),
        Notice.objects.count(),
    )


def test_reading_changes_nothing(client, signed):
    """A mail scanner opens every link (R-AG-4)."""
    before = everything()
    path = path_of(signed)
    for address in (path, f"{path}document.pdf", f"{path}document.pdf?telecharger"):
        assert client.get(address).status_code == 200
        assert client.head(address).status_code == 200
    assert client.options(path).status_code == 405
    assert everything() == before


def test_the_page_says_what_is_signed_and_by_whom(client, signed):
    page = client.get(path_of(signed)).content.decode()
    for words in ("Charte d’essai", signed.number, "Paul Dubois", "Ana Roux", signed.sha256):
        assert words in page
    assert "attendu depuis le" in page
    assert "ana@meca.test" not in page
    assert "paul@clg.test" in page


def test_code_then_signature_then_status(client, signed, typed_code):
    page = sign_by_page(client, signed, "head", typed_code).content.decode()
    assert "Vous avez signé le" in page
    assert 'value="signer"' not in page
    assert "attendu depuis le" in page
    assert not client.session.get("_auth_user_id")


def test_the_last_signature_shows_the_sealed_copy(client, signed, typed_code):
    for function in ("company", "branch", "head"):
        page = sign_by_page(client, signed, function, typed_code).content.decode()
    assert "Signé par tous" in page
    signed = SignatureRound.objects.get(pk=signed.pk)
    copy = client.get(f"{path_of(signed)}document.pdf?telecharger")
    assert hashlib.sha256(copy.content).hexdigest() == signed.sealed_file.sha256


def test_a_wrong_code_says_so_and_signs_nothing(client, signed, typed_code):
    path = path_of(signed)
    client.post(path, {"act": "code"})
    wrong = "000000" if typed_code("paul@clg.test") != "000000" else "000001"
    for _ in range(5):
        page = client.post(path, {"act": "signer", "signer-code": wrong})
        assert "pas le bon" in page.content.decode()
    code = typed_code("paul@clg.test")
    page = client.post(path, {"act": "signer", "signer-code": code}).content.decode()
    assert "plus valable" in page
    assert not signed.signatories.signed().exists()


def test_a_double_click_on_sign_is_answered_by_the_status(client, signed, typed_code):
    sign_by_page(client, signed, "head", typed_code)
    again = client.post(path_of(signed), {"act": "signer", "signer-code": "123456"}, follow=True)
    assert "Vous avez signé le" in again.content.decode()


def test_a_code_of_another_link_does_not_help(client, signed, typed_code):
    client.post(path_of(signed, "company"), {"act": "code"})
    client.post(path_of(signed, "head"), {"act": "code"})
    code = typed_code("ana@meca.test")
    assert code != typed_code("paul@clg.test")
    page = client.post(path_of(signed, "head"), {"act": "signer", "signer-code": code})
    assert "pas le bon" in page.content.decode()


def test_an_expired_link_opens_nothing_and_may_be_renewed(client, signed):
    link = signatory_of(signed, "head").current_link
    PersonalLink.objects.filter(pk=link.pk).update(valid_until=timezone.now() - dt.timedelta(1))
    page = client.get(link.path)
    assert page.status_code == 410
    # Where it stands is said; the document and its acts are not there.
    assert "Où en est-ce" in page.content.decode() and "document.pdf" not in page.content.decode()
    assert client.get(f"{link.path}document.pdf").status_code == 410
    client.post(link.path)
    new = signatory_of(signed, "head").current_link
    assert new.pk != link.pk
    assert client.get(new.path).status_code == 200
    assert client.get(link.path).status_code == 410


@pytest.mark.parametrize("fate", ["revoked", "replaced"])
def test_a_dead_link_signs_nothing(client, signed, typed_code, fate):
    one = signatory_of(signed, "head")
    path = one.current_link.path
    client.post(path, {"act": "code"})
    code = typed_code(one.email)
    if fate == "revoked":
        links.revoke(SYSTEM, one.current_link)
    else:
        rounds.reassign(holder(one), one, "Zoé Martin", "zoe@clg.test")
    assert client.post(path, {"act": "signer", "signer-code": code}).status_code == 410
    assert not signed.signatories.signed().exists()


def test_a_link_of_a_voided_round_shows_why_and_acts_no_more(client, signed, typed_code):
    path = path_of(signed)
    client.post(path, {"act": "code"})
    code = typed_code("paul@clg.test")
    rounds.void(SYSTEM, signed, "Changement de date.")
    page = client.get(path).content.decode()
    assert "Document annulé" in page
    assert "Changement de date." in page
    assert 'value="signer"' not in page
    client.post(path, {"act": "signer", "signer-code": code})
    client.post(path, {"act": "refuser", f"refuser-{signatory_of(signed, 'head').pk}-reason": "x"})
    one = signatory_of(signed, "head")
    assert not one.has_signed
    assert not one.has_refused


def test_the_link_of_another_purpose_opens_nothing(client, signed):
    head = signatory_of(signed, "head")
    other = links.issue(
        SYSTEM,
        "evaluer",
        head,
        name="Paul",
        email="paul@clg.test",
        valid_until=timezone.now() + dt.timedelta(1),
    )
    assert client.get(f"/lien/signer/{other.token}/").status_code == 404


def test_refusing_on_the_page_wants_a_reason(client, signed, mailed):
    path, one = path_of(signed), signatory_of(signed, "head")
    name = f"refuser-{one.pk}-reason"
    page = client.post(path, {"act": "refuser", name: ""}).content.decode()
    assert "Indiquez pourquoi." in page
    page = client.post(path, {"act": "refuser", name: "Les dates."}, follow=True).content.decode()
    assert "Vous avez refusé de signer" in page
    assert len(mailed("documents.signature_refused")) == 2


def test_paper_on_the_pages_of_two_parties(client, signed):
    one = signatory_of(signed, "company")
    scan = SimpleUploadedFile("scan.pdf", pdf(), "application/pdf")
    field = f"papier-{one.pk}-scan"
    client.post(path_of(signed, "company"), {"act": "papier", field: scan})
    page = client.get(path_of(signed, "head")).content.decode()
    assert "Une signature sur papier est à confirmer" in page
    copy = client.get(f"{path_of(signed, 'head')}papier/{one.pk}/")
    assert copy["Content-Disposition"].startswith("attachment")
    assert copy["Content-Security-Policy"].startswith("sandbox")
    assert copy["X-Content-Type-Options"] == "nosniff"
    assert copy["Cache-Control"] == "private, no-store"
    client.post(path_of(signed, "head"), {"act": "confirmer", "signatory": one.pk})
    assert signatory_of(signed, "company").method == "paper"


def test_a_file_that_is_no_scan_is_refused_on_its_field(client, signed):
    one = signatory_of(signed, "head")
    bad = SimpleUploadedFile("scan.pdf", b"<html>", "application/pdf")
    page = client.post(path_of(signed), {"act": "papier", f"papier-{one.pk}-scan": bad})
    assert "PDF ou une photo" in page.content.decode()
    assert signatory_of(signed, "head").paper is None


def test_the_scan_of_another_document_is_not_found(client, signed):
    other = signatory_of(open_charter(), "company")
    scan = SimpleUploadedFile("scan.png", PNG, "image/png")
    path = other.current_link.path
    client.post(path, {"act": "papier", f"papier-{other.pk}-scan": scan})
    assert signatory_of(other.round, "company").paper
    assert client.get(f"{path_of(signed)}papier/{other.pk}/").status_code == 404
    answer = client.post(path_of(signed), {"act": "confirmer", "signatory": other.pk})
    assert answer.status_code == 404
    assert not signatory_of(other.round, "company").has_signed


def test_the_document_is_shown_by_the_browser_or_downloaded(client, signed):
    shown = client.get(f"{path_of(signed)}document.pdf")
    assert shown["Content-Disposition"].startswith("inline")
    assert shown["Content-Type"] == "application/pdf"
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    assert hashlib.sha256(shown.content).hexdigest() == signed.sha256
    taken = client.get(f"{path_of(signed)}document.pdf?telecharger")
    assert taken["Content-Disposition"].startswith("attachment")


def test_a_signatory_without_address_signs_on_paper(client):
    nobody = rounds.SignatoryData("company", "Pour l’entreprise", "Ana Roux", "", 1)
    signed = open_charter(SchoolFactory(), (nobody, *THREE[1:]))
    page = client.get(path_of(signed, "company")).content.decode()
    assert 'value="code"' not in page
    assert "sur papier" in page
    answer = client.post(path_of(signed, "company"), {"act": "code"}, follow=True)
    assert "Aucune adresse" in answer.content.decode()


@pytest.mark.parametrize("signatory", ["", "x", "-1", "9" * 30])
def test_odd_values_are_not_found(client, signed, signatory):
    answer = client.post(path_of(signed), {"act": "confirmer", "signatory": signatory})
    assert answer.status_code == 404


def test_an_unknown_act_does_nothing(client, signed):
    before = everything()
    client.post(path_of(signed), {"act": "sceller"})
    assert everything() == before
