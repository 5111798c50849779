"""Resources of committees: who finds them, versions, a count that follows nobody."""

import io
import uuid
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry
from clee.enums.resources import ResourceAudience
from clee.models import Resource, ResourceVersion
from clee.workflow import resources
from directory.violations import Refused
from documents.office import ODT, checked_document
from tests.accounts.factories import actor_for
from tests.clee.factories import (
    CommitteeFactory,
    MemberFactory,
    ResourceFactory,
    ResourceVersionFactory,
)
from tests.directory.factories import DepartmentFactory, SchoolFactory

PNG = b"\x89PNG\r\n\x1a\n"


def odt(**more):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", ODT)
        archive.writestr("META-INF/manifest.xml", more.pop("manifest", "<m/>"))
        for name, text in more.items():
            archive.writestr(name.replace("_", "/"), text)
    return made.getvalue()


def upload(content, name="x.bin"):
    return SimpleUploadedFile(name, content)


def test_a_text_document_is_taken():
    found = checked_document(upload(odt()))
    assert found.mimetype == ODT and found.name.endswith(".odt")
    assert checked_document(upload(PNG)).mimetype == "image/png"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (odt(Basic_x="macro"), "macros"),
        (odt(manifest="encryption-data"), "mot de passe"),
        (odt()[:-30], "ne peut pas être lu"),
        (b"PK\x03\x04zz", "ne peut pas être lu"),
        (b"<html>", "texte LibreOffice"),
        (b"", "vide"),
    ],
)
def test_another_file_is_refused(content, said):
    with pytest.raises(Refused, match=said):
        checked_document(upload(content))


@pytest.mark.django_db
class TestResources:
    @pytest.fixture
    def office(self):
        return actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="30"))

    @pytest.fixture
    def committee(self):
        return CommitteeFactory(departments=[DepartmentFactory(code="30")])

    def test_who_finds_what(self, committee, office):
        school = SchoolFactory()
        MemberFactory(committee=committee, kind="school", other_name="", school=school)
        made = {
            audience: ResourceFactory(committee=committee, audience=audience)
            for audience in ResourceAudience
        }
        gone = ResourceFactory(committee=committee, audience="public", is_withdrawn=True)
        public, members, rbde = (made[audience] for audience in ResourceAudience)
        elsewhere = DepartmentFactory(code="34")
        for actor, found in (
            (Actor.anonymous(), {public}),
            (actor_for(Role.TEACHER), {public}),
            (actor_for(Role.TEACHER, school=school), {public, members}),
            (actor_for(Role.RBDE), {public, rbde}),
            (actor_for(Role.RBDE, school=school), {public, members, rbde}),
            (actor_for(Role.DEPARTMENT_SUPERVISOR, department=elsewhere), {public, rbde}),
            (office, {public, members, rbde, gone}),
        ):
            assert set(Resource.objects.visible_to(actor)) == found, actor.role

    def test_published_then_replaced(self, client, committee, office):
        client.force_login(office.user)
        url = reverse("clee:resources", args=[committee.pk])
        data = {
            "form_key": str(uuid.uuid4()), "kind": "booklet", "title": "Livret d’accueil",
            "audience": "public", "scan": upload(b"<html>"),
        }  # fmt: skip
        assert "Livret d’accueil" in client.post(url, data).content.decode()
        assert not Resource.objects.exists()
        for _ in range(2):
            assert client.post(url, data | {"scan": upload(PNG)}).status_code == 302
        resource = Resource.objects.get()
        page = resource.get_absolute_url()
        again = client.post(page, {"scan": upload(PNG)})
        assert "déjà la version publiée" in again.content.decode()
        assert client.post(page, {"scan": upload(odt()), "note": "Refonte"}).status_code == 302
        assert list(resource.versions.values_list("number", flat=True)) == [2, 1]
        assert "Refonte" in client.get(page).content.decode()
        client.logout()
        shown = client.get(committee.get_absolute_url()).content.decode()
        assert "Livret d’accueil" in shown and "version 2" in shown
        resources.withdraw(office, resource)
        resources.withdraw(office, resource)
        assert "Livret" not in client.get(committee.get_absolute_url()).content.decode()
        assert JournalEntry.objects.about(resource).count() == 3

    def test_the_list_leaves_as_a_file(self, client, committee, office):
        ResourceVersionFactory(resource__committee=committee, number=3, downloads=4)
        client.force_login(office.user)
        url = reverse("clee:resources", args=[committee.pk])
        _, line = b"".join(client.get(url, {"format": "csv"})).decode().splitlines()
        assert ";3;" in line and line.endswith(";4")
        client.force_login(actor_for(Role.RBDE).user)
        assert client.get(url, {"format": "csv"}).status_code == 404

    def test_a_download_is_counted_and_followed_by_nothing(self, client, committee):
        version = ResourceVersionFactory(resource__committee=committee, resource__audience="public")
        url = reverse("clee:resource_download", args=[version.pk])
        client.head(url)
        assert client.get(url).content == b"%PDF-"
        client.force_login(actor_for(Role.TEACHER).user)
        answer = client.get(url)
        assert answer["Content-Disposition"].endswith('-v1.pdf"')
        version.refresh_from_db()
        assert version.downloads == 2 and not JournalEntry.objects.exists()
        ResourceVersion.objects.update(number=1)
        Resource.objects.update(audience="rbde")
        assert client.get(url).status_code == 404

    def test_only_who_keeps_publishes(self, client, committee):
        resource = ResourceVersionFactory(
            resource__committee=committee, resource__audience="public"
        ).resource
        other = actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="34"))
        client.force_login(other.user)
        withdraw = reverse("clee:resource_withdraw", args=[resource.pk])
        assert client.get(resource.get_absolute_url()).status_code == 404
        assert client.post(withdraw).status_code == 404
        assert client.get(reverse("clee:resources", args=[committee.pk])).status_code == 404
        with pytest.raises(Refused):
            resources.withdraw(other, resource)

    def test_the_tools_are_for_the_rbde(self, client, committee):
        ResourceVersionFactory(
            resource__committee=committee,
            resource__audience="rbde",
            resource__title="Courrier de rentrée",
        )
        url = reverse("clee:tools")
        client.force_login(actor_for(Role.RBDE).user)
        assert "Courrier de rentrée" in client.get(url).content.decode()
        client.force_login(actor_for(Role.TEACHER).user)
        assert client.get(url).status_code == 403
