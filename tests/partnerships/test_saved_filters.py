"""One's own filters of a list: saved, applied, deleted; nobody else's."""

import pytest
from django.urls import reverse

from accounts.enums import Role
from partnerships.models import SavedFilter
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory

pytestmark = pytest.mark.django_db
SAVE = {"model": "directory.Company", "name": "À vérifier", "query": "to_be_checked__exact=1&p=3"}


@pytest.fixture
def rbde(client):
    actor = actor_for(Role.RBDE)
    client.force_login(actor.user)
    return actor


def test_saved_applied_replaced_deleted(client, rbde):
    CompanyFactory(name="Fonderie Roc", to_be_checked=True)
    CompanyFactory(name="Autre forge")
    save = reverse("partnerships:filter_save")
    shown = client.post(save, SAVE, follow=True).content.decode()
    assert "Le filtre « À vérifier » est enregistré." in shown
    assert "Fonderie Roc" in shown and "Autre forge" not in shown
    row = SavedFilter.objects.get()
    assert row.query == "to_be_checked__exact=1"
    listed = client.get(reverse("admin:directory_company_changelist")).content.decode()
    assert 'href="?to_be_checked__exact=1"' in listed
    client.post(save, SAVE | {"query": "q=roc"})
    assert SavedFilter.objects.get().query == "q=roc"
    client.post(reverse("partnerships:filter_delete", args=[row.pk]))
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": " "}, "Donnez un nom au filtre."),
        ({"query": "p=2"}, "n’est pas filtrée"),
        ({"query": f"q={'a' * 600}"}, "trop longue"),
    ],
)
def test_what_cannot_be_saved_says_why(client, rbde, change, message):
    shown = client.post(reverse("partnerships:filter_save"), SAVE | change, follow=True)
    assert message in shown.content.decode() and not SavedFilter.objects.exists()


def test_another_s_filter_and_an_unknown_list_are_not_found(client, rbde):
    other = SavedFilter.objects.create(
        user=actor_for(Role.RBDE).user, model="directory.Company", name="Sien", query="q=a"
    )
    assert client.post(reverse("partnerships:filter_delete", args=[other.pk])).status_code == 404
    for model in ("auth.Nothing", "x", "partnerships.SavedFilter"):
        saved = client.post(reverse("partnerships:filter_save"), SAVE | {"model": model})
        assert saved.status_code == 404
    listed = client.get(reverse("admin:directory_company_changelist")).content.decode()
    assert "Sien" not in listed
