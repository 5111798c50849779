"""The wording is edited without a release, and never overwritten."""

from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.french import unbroken
from directory.violations import Refused
from documents import versions
from documents.documents import first_versions
from documents.models import DocumentTemplate
from tests.accounts.factories import actor_for
from tests.directory.factories import AcademyFactory, DepartmentFactory, SchoolFactory
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


def publish(client, **changes):
    return client.post(reverse(ADD), fields(_publier="1", **changes))


def test_an_edit_is_a_new_version(authority):
    first = versions.in_force(CODE)
    assert publish(authority).status_code == 302
    second = DocumentTemplate.objects.get(kind=CODE, version=2)
    assert "2 ans" in second.wording
    first.refresh_from_db()
    assert "1 an" in first.wording
    assert versions.in_force(CODE) == second
    page = authority.get(reverse("admin:documents_documenttemplate_changelist")).content.decode()
    assert "publiée le" in page


def test_a_draft_is_corrected_then_published(authority):
    """It applies to nothing until then, and is never edited after."""
    assert authority.post(reverse(ADD), fields()).status_code == 302
    draft = DocumentTemplate.objects.get(kind=CODE, version=2)
    assert draft.is_draft and versions.in_force(CODE).version == 1
    again = authority.post(reverse(ADD), fields())
    assert "Un brouillon de ce modèle existe déjà" in again.content.decode()
    address = reverse("admin:documents_documenttemplate_change", args=[draft.pk])
    assert "Enregistrer et publier" in authority.get(address).content.decode()
    longer = fields(wording=WORDING.replace("1 an", "3 ans"), annexes="# Annexe\nCarte.")
    assert authority.post(address, longer).status_code == 302
    assert authority.post(address, longer | {"_publier": "1"}).status_code == 302
    kept = versions.in_force(CODE)
    assert kept == draft and "3 ans" in kept.wording and kept.annexes == "# Annexe\nCarte."
    assert authority.post(address, fields()).status_code == 403
    signed = open_charter()
    assert signed.template == kept and signed.data["annexes"][0]["title"] == "Annexe"
    verbs = list(JournalEntry.objects.order_by("pk").values_list("verb", flat=True))[:3]
    assert verbs == [
        "a ouvert le brouillon de la version 2 du modèle : Charte d’essai",
        "a modifié le brouillon de la version 2 du modèle : Charte d’essai",
        "a modifié le brouillon de la version 2 du modèle : Charte d’essai",
    ]


def test_a_draft_may_be_deleted_a_version_not(authority):
    authority.post(reverse(ADD), fields())
    draft = DocumentTemplate.objects.get(kind=CODE, version=2)
    delete = "admin:documents_documenttemplate_delete"
    published = versions.in_force(CODE)
    assert authority.post(reverse(delete, args=[published.pk]), {"post": "yes"}).status_code == 403
    assert authority.post(reverse(delete, args=[draft.pk]), {"post": "yes"}).status_code == 302
    assert not DocumentTemplate.objects.filter(pk=draft.pk).exists()
    with pytest.raises(Refused, match="elle ne change plus"):
        versions.discard(actor_for(Role.ADMINISTRATOR), published)


def test_an_academie_has_its_own_text(client, authority):
    """Its own goes before the common one; who has one académie writes for that one only."""
    here = SchoolFactory()
    academy = AcademyFactory(code="11", name="Montpellier")
    department = DepartmentFactory(code="34", name="Hérault", academy=academy)
    there = SchoolFactory(department=department)
    assert publish(authority, academy=here.department.academy_id).status_code == 302
    own = versions.in_force(CODE, here.pk)
    assert own.academy == here.department.academy and own.version == 1
    assert versions.in_force(CODE, there.pk) == versions.in_force(CODE)
    assert open_charter(here).template == own
    of_one = actor_for(Role.EDUCATION_AUTHORITY, academies=[academy])
    client.force_login(of_one.user)
    assert "Ce champ est obligatoire" in publish(client).content.decode()
    assert publish(client, academy=here.department.academy_id).status_code == 200
    assert publish(client, academy=academy.pk).status_code == 302
    assert versions.in_force(CODE, there.pk).academy == academy
    with pytest.raises(Refused, match="toutes les académies"):
        versions.save_draft(of_one, DocumentTemplate(kind=CODE, wording=WORDING))
    with pytest.raises(Refused, match="Seuls le rectorat"):
        versions.save_draft(actor_for(Role.RBDE), DocumentTemplate(kind=CODE, wording=WORDING))


def test_after_migrate_each_kind_has_its_first_version():
    first_versions()
    first_versions()
    assert DocumentTemplate.objects.get(kind=CODE).wording == WORDING


def test_a_round_keeps_its_version(authority):
    signed = open_charter()
    publish(authority)
    signed.refresh_from_db()
    assert signed.template.version == 1
    assert open_charter().template.version == 2


def test_a_version_of_later_is_not_in_force_yet(authority):
    versions.in_force(CODE)
    publish(authority, valid_from="2099-01-01")
    assert versions.in_force(CODE).version == 1


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# Titre\n{inconnue}", "La variable {inconnue} n’existe pas"),
        ("Sans titre", "Il faut au moins un article"),
        ("# Titre\n{etablissement", "accolade"),
        ("# Titre\n\n# Autre\nTexte", "L’article « Titre » est vide."),
    ],
)
def test_a_wrong_text_is_refused_in_french(authority, text, message):
    answer = authority.post(reverse(ADD), fields(wording=text))
    assert unbroken(message) in answer.content.decode()
    assert not DocumentTemplate.objects.filter(kind=CODE).exists()


def test_a_wrong_annex_is_refused_at_its_field(authority):
    for text, message in (
        ("Sans titre", "Une annexe commence par une ligne"),
        ("# Annexe", "L’annexe « Annexe » est vide."),
        ("# Annexe\n{rien}", "La variable {rien} n’existe pas"),
    ):
        page = authority.post(reverse(ADD), fields(annexes=text)).content.decode()
        assert unbroken(message) in page


def test_what_the_authority_types_is_never_read_as_typst(authority):
    """A text that would run as Typst comes out as it was typed."""
    text = '# Titre #1\n#import "base.typ": * $x$ @label <a> _b_ *c* \\ [d]'
    publish(authority, wording=text, annexes='# Annexe\n#read("/etc/passwd")')
    pages = PdfReader(BytesIO(open_charter().pdf.bytes)).pages
    printed = " ".join("".join(page.extract_text() for page in pages).split())
    assert '#import "base.typ": * $x$ @label <a> _b_ *c*' in printed
    assert '#read("/etc/passwd")' in printed


def test_the_form_opens_on_the_text_of_a_version(authority):
    template = versions.in_force(CODE)
    page = authority.get(reverse(ADD), {"depuis": template.pk})
    assert "Article 2 – Durée" in page.content.decode()
    assert "{etablissement} (nom de l’établissement)" in page.content.decode()


def test_the_text_of_a_version_that_does_not_exist_opens_an_empty_form(authority):
    for number in ("abc", "999999999", "9" * 30):
        assert authority.get(reverse(ADD), {"depuis": number}).status_code == 200


def test_preview_of_a_version_and_of_a_text(authority):
    template = versions.in_force(CODE)
    address = reverse("admin:documents_documenttemplate_preview", args=[template.pk])
    assert authority.get(address).content.startswith(b"%PDF-")
    answer = authority.post(reverse(ADD), fields(_apercu="1"))
    assert answer.content.startswith(b"%PDF-")
    assert DocumentTemplate.objects.filter(kind=CODE).count() == 1


def test_a_version_has_no_form_to_change_it(authority):
    template = versions.in_force(CODE)
    address = reverse("admin:documents_documenttemplate_change", args=[template.pk])
    page = authority.get(address).content.decode()
    assert "Nouvelle version" in page
    assert 'name="wording"' not in page
    assert authority.post(address, fields()).status_code == 403


def test_only_the_authority_sees_the_wording(client):
    template = versions.in_force(CODE)
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
