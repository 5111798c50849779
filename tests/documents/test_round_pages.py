"""Rounds seen by accounts, the ceremony, and the public page that verifies."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from directory.violations import Refused
from documents import rounds
from documents.models import SignatureRound
from documents.todo import todos
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import SchoolFactory
from tests.documents.factories import THREE, holder, open_charter, signatory_of
from tests.documents.test_paper import pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return SchoolFactory()


@pytest.fixture
def signed(school):
    return open_charter(school)


@pytest.fixture
def head(client, school):
    actor = actor_for(Role.HEAD, school=school)
    client.force_login(actor.user)
    return client


def address(name, signed, *more):
    return reverse(f"documents:{name}", args=[signed.pk, *more])


PAGES = ("round", "ceremony", "round_copy")


@pytest.mark.parametrize("name", PAGES)
def test_a_head_of_another_school_finds_nothing(client, signed, name):
    client.force_login(actor_for(Role.HEAD).user)
    assert client.get(address(name, signed)).status_code == 404
    assert client.post(address(name, signed)).status_code in (404, 405)


@pytest.mark.parametrize("name", PAGES)
def test_a_visitor_is_sent_to_sign_in(client, signed, name):
    assert client.get(address(name, signed)).url.startswith("/connexion/")


def test_who_sees_but_is_no_party_only_reads(client, signed, school):
    client.force_login(actor_for(Role.TEACHER, school=school).user)
    page = client.get(address("round", signed)).content.decode()
    assert "Relancer" not in page
    assert client.get(address("ceremony", signed)).status_code == 403
    one = signatory_of(signed, "company")
    data = {"act": "relancer", "signatory": one.pk}
    assert client.post(address("round", signed), data).status_code == 403


def test_reminder_in_one_click(head, signed, mailed):
    one = signatory_of(signed, "company")
    data = {"act": "relancer", "signatory": one.pk}
    page = head.post(address("round", signed), data, follow=True).content.decode()
    assert "La relance est partie" in page
    page = head.post(address("round", signed), data, follow=True).content.decode()
    assert "vingt-quatre heures" in page
    assert mailed("documents.signature_reminder") == ["ana@meca.test"]


def test_a_signatory_of_another_round_is_not_found(head, signed):
    other = signatory_of(open_charter(), "company")
    data = {"act": "relancer", "signatory": other.pk}
    assert head.post(address("round", signed), data).status_code == 404


def test_change_of_signatory_and_its_errors(head, signed):
    one = signatory_of(signed, "company")
    name, email = f"remplacer-{one.pk}-name", f"remplacer-{one.pk}-email"
    data = {"act": "remplacer", "signatory": one.pk, name: "Léo Petit", email: "pas une adresse"}
    page = head.post(address("round", signed), data).content.decode()
    assert "Léo Petit" in page
    assert signatory_of(signed, "company").name == "Ana Roux"
    head.post(address("round", signed), data | {email: "leo@meca.test"})
    assert signatory_of(signed, "company").name == "Léo Petit"


def test_paper_recorded_by_the_head_waits_for_the_company(head, signed):
    one = signatory_of(signed, "company")
    scan = SimpleUploadedFile("scan.pdf", pdf(), "application/pdf")
    data = {"act": "papier", "signatory": one.pk, f"papier-{one.pk}-scan": scan}
    head.post(address("round", signed), data)
    answer = head.post(
        address("round", signed), {"act": "confirmer", "signatory": one.pk}, follow=True
    )
    assert "autre partie" in answer.content.decode()
    copy = head.get(address("round_scan", signed, one.pk))
    assert copy["Content-Disposition"].startswith("attachment")
    assert not signatory_of(signed, "company").has_signed


def test_the_ceremony_three_codes_on_one_screen(head, signed, typed_code):
    page = head.get(address("ceremony", signed)).content.decode()
    assert page.count('value="code"') == 3
    for one in signed.signatories.all():
        name = f"signer-{one.pk}-code"
        head.post(address("ceremony", signed), {"act": "code", "signatory": one.pk})
        data = {"act": "signer", "signatory": one.pk, name: "000000x"}
        page = head.post(address("ceremony", signed), data).content.decode()
        assert "pas le bon" in page
        data[name] = typed_code(one.email)
        page = head.post(address("ceremony", signed), data, follow=True).content.decode()
    assert "Signé par tous" in page
    signed = SignatureRound.objects.get(pk=signed.pk)
    names = [one.signed_name for one in signed.signatories.all()]
    assert names == ["Ana Roux", "Paul Dubois", "Inès Faure"]


def test_what_waits_for_the_signatory_with_an_account(school):
    user = UserFactory(email="PAUL@clg.test".lower())
    actor = actor_for(Role.HEAD, user=user, school=school)
    assert todos(actor, None) == []
    signed = open_charter(school)
    (todo,) = todos(actor, None)
    assert signed.number in todo.title
    assert todo.url == signatory_of(signed, "head").current_link.path
    rounds.void(actor, signed, "Essai.")
    assert todos(actor, None) == []


# --- /verifier/ --------------------------------------------------------------------


@pytest.fixture
def sealed(typed_code):
    signed = open_charter(signatories=THREE[:1])
    one = signatory_of(signed, "company")
    rounds.send_code(holder(one), one)
    rounds.sign(holder(one), one, typed_code(one.email), "192.0.2.7")
    return SignatureRound.objects.get(pk=signed.pk)


def verify(client, **data):
    return client.post(reverse("documents:verify"), data).content.decode()


def file_of(content):
    return SimpleUploadedFile("copie.pdf", content, "application/pdf")


def test_the_sealed_file_and_the_signed_one_are_recognised(client, sealed):
    for page in (
        verify(client, file=file_of(sealed.sealed_file.bytes)),
        verify(client, sha256=sealed.sealed_file.sha256.upper()),
        verify(client, sha256=sealed.pdf.sha256),
    ):
        assert "Document authentique" in page
        assert sealed.number in page
        assert "Ana Roux" not in page
        assert sealed.data["glance"][0][1] not in page


def test_one_octet_more_is_another_document(client, sealed):
    page = verify(client, file=file_of(sealed.sealed_file.bytes + b"\n"))
    assert "Document inconnu" in page
    assert sealed.number not in page


def test_a_voided_document_says_so(client, sealed, school):
    rounds.void(holder(signatory_of(sealed, "company")), sealed, "Changement de date.")
    page = verify(client, sha256=sealed.sealed_file.sha256)
    assert "mais annulé" in page
    assert "Changement de date." not in page


def test_an_unsigned_document_says_so(client, signed):
    assert "en cours de signature" in verify(client, sha256=signed.sha256)


def test_a_paper_scan_is_no_document_of_the_portal(client, signed):
    assert "Document inconnu" in verify(client, file=file_of(pdf()))


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choisissez un fichier ou saisissez une empreinte"),
        ({"sha256": "abc"}, "64 caractères"),
        ({"sha256": "é" * 64}, "64 caractères"),
    ],
)
def test_what_cannot_be_verified(client, data, message):
    assert message in verify(client, **data)


def test_verification_is_rate_limited(client):
    cache.clear()
    for _ in range(20):
        verify(client, sha256="a" * 64)
    answer = client.post(reverse("documents:verify"), {"sha256": "a" * 64})
    assert answer.status_code == 429
    assert "Trop de vérifications" in answer.content.decode()
    cache.clear()


def test_the_page_keeps_no_file(client, sealed):
    before = type(sealed.pdf).objects.count()
    verify(client, file=file_of(pdf(4)))
    assert type(sealed.pdf).objects.count() == before


@pytest.mark.parametrize("name", ["round", "ceremony"])
def test_the_pages_of_a_round_say_what_is_signed(client, signed, head, name):
    page = client.get(address(name, signed)).content.decode()
    for label, value in signed.data["glance"]:
        assert label in page
        assert value in page
    assert f'href="{address("round", signed)}"' in page or name == "round"


def test_signing_is_asked_until_the_wanted_day_then_the_last_then_no_more(
    client, signed, time_machine
):
    SignatureRound.objects.filter(pk=signed.pk).update(
        wanted_on="2026-12-25", closes_on="2027-01-03"
    )
    actor = Actor.of(UserFactory(email=signatory_of(signed, "head").email))
    asked = []
    for day in ("2026-12-10", "2026-12-23", "2026-12-25", "2026-12-26", "2027-01-03"):
        time_machine.move_to(f"{day} 09:00+01:00")
        (todo,) = todos(actor, None)
        asked.append((str(todo.due), todo.urgency.name))
    assert asked == [
        ("2026-12-25", "NORMAL"),
        ("2026-12-25", "SOON"),
        ("2026-12-25", "SOON"),
        ("2027-01-03", "LATE"),
        ("2027-01-03", "LATE"),
    ]
    client.force_login(head_of(signed).user)
    assert "dimanche 3 janvier 2027" in client.get(address("round", signed)).content.decode()
    time_machine.move_to("2027-01-04 09:00+01:00")
    assert todos(actor, None) == []
    client.force_login(head_of(signed).user)
    page = client.get(address("round", signed)).content.decode()
    assert "Le délai pour signer est passé" in page
    assert "Relancer" not in page
    with pytest.raises(Refused, match="délai pour signer est passé"):
        rounds.remind(head_of(signed), signatory_of(signed, "company"))


def head_of(signed):
    return actor_for(Role.HEAD, school=signed.subject)
