"""The wording is edited without a release, and never overwritten."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from documents import wording
from documents.documents import first_versions
from documents.models import DocumentTemplate
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory
from tests.documents.factories import CODE, WORDING, open_charter

pytestmark = pytest.mark.django_db
ADD = "admin:documents_documenttemplate_add"


@pytest.fixture
def authority(client):
    actor = actor_for(Role.EDUCATION_AUTHORITY, whole_region=True)
    client.force_login(actor.user)
    return client


def fields(**changes):
    return {
        "kind": CODE,
        "wording": WORDING.replace("1 an", "2 ans"),
        "valid_from": "2026-11-01",
        "note": "Durée portée à deux ans",
    } | changes


def test_an_edit_is_a_new_version(authority):
    first = wording.in_force(CODE)
    answer = authority.post(reverse(ADD), fields())
    assert answer.status_code == 302
    second = DocumentTemplate.objects.get(kind=CODE, version=2)
    assert "2 ans" in second.wording
    first.refresh_from_db()
    assert "1 an" in first.wording
    assert wording.in_force(CODE) == second


def test_after_migrate_each_kind_has_its_first_version():
    first_versions()
    first_versions()
    assert DocumentTemplate.objects.get(kind=CODE).wording == WORDING


def test_a_round_keeps_its_version(authority):
    signed = open_charter()
    authority.post(reverse(ADD), fields())
    signed.refresh_from_db()
    assert signed.template.version == 1
    assert open_charter().template.version == 2


def test_a_version_of_later_is_not_in_force_yet(authority):
    wording.in_force(CODE)
    authority.post(reverse(ADD), fields(valid_from="2099-01-01"))
    assert wording.in_force(CODE).version == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# Titre\n{inconnue}", "La variable {inconnue} n’existe pas"),
        ("Sans titre", "Il faut au moins un article"),
        ("# Titre\n{etablissement", "accolade"),
    ],
)
def test_a_wrong_text_is_refused_in_french(authority, text, message):
    answer = authority.post(reverse(ADD), fields(wording=text))
    assert message in answer.content.decode()
    assert not DocumentTemplate.objects.filter(kind=CODE).exists()


def test_the_form_opens_on_the_text_of_a_version(authority):
    template = wording.in_force(CODE)
    page = authority.get(reverse(ADD), {"depuis": template.pk})
    assert "Article 2 – Durée" in page.content.decode()
    assert "{etablissement} (nom de l’établissement)" in page.content.decode()


def test_the_text_of_a_version_that_does_not_exist_opens_an_empty_form(authority):
    for number in ("abc", "999999999", "9" * 30):
        assert authority.get(reverse(ADD), {"depuis": number}).status_code == 200


def test_preview_of_a_version_and_of_a_text(authority):
    template = wording.in_force(CODE)
    address = reverse("admin:documents_documenttemplate_preview", args=[template.pk])
    assert authority.get(address).content.startswith(b"%PDF-")
    answer = authority.post(reverse(ADD), fields(_apercu="1"))
    assert answer.content.startswith(b"%PDF-")
    assert DocumentTemplate.objects.filter(kind=CODE).count() == 1


def test_a_version_has_no_form_to_change_it(authority):
    template = wording.in_force(CODE)
    address = reverse("admin:documents_documenttemplate_change", args=[template.pk])
    page = authority.get(address).content.decode()
    assert "Nouvelle version" in page
    assert 'name="wording"' not in page
    assert authority.post(address, fields()).status_code == 403


def test_only_the_authority_sees_the_wording(client):
    template = wording.in_force(CODE)
    client.force_login(actor_for(Role.RBDE).user)
    for name, args in [(ADD, []), ("admin:documents_documenttemplate_preview", [template.pk])]:
        assert client.get(reverse(name, args=args)).status_code == 403


def test_rounds_are_read_only_and_scoped(client):
    school = SchoolFactory()
    mine, other = open_charter(school), open_charter()
    client.force_login(actor_for(Role.RBDE, school=school).user)
    page = client.get(reverse("admin:documents_signatureround_changelist")).content.decode()
    assert mine.number in page
    assert other.number not in page
    address = reverse("admin:documents_signatureround_change", args=[mine.pk])
    page = client.get(address)
    assert b"ana@meca.test" not in page.content
    assert client.post(address, {"state": "sealed"}).status_code == 403
    hidden = reverse("admin:documents_signatureround_change", args=[other.pk])
    assert client.get(hidden).status_code == 404
