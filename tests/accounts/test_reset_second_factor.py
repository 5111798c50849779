"""The admin page where a lost second factor is reset."""

import pytest
from allauth.mfa.models import Authenticator

from accounts.enums import Role
from accounts.models import JournalEntry
from tests.accounts import totp
from tests.accounts.factories import actor_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    user = actor_for(Role.HEAD).user
    totp.give(user)
    return user


def pages(user):
    page = f"/admin/accounts/user/{user.pk}/"
    return f"{page}change/", f"{page}double-authentification/"


def test_the_administrator_resets_with_a_reason(client, person):
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    change, reset = pages(person)

    assert reset in client.get(change).content.decode()
    assert client.get(reset).status_code == 200 and Authenticator.objects.exists()
    assert client.post(reset, {"reason": ""}).status_code == 200 and Authenticator.objects.exists()
    assert client.post(reset, {"reason": "téléphone perdu"}).url == change

    assert not Authenticator.objects.exists()
    assert JournalEntry.objects.about(person).get().reason == "téléphone perdu"
    assert reset not in client.get(change).content.decode()
    again = client.post(reset, {"reason": "encore"}).content.decode()
    assert "Cette personne n’a pas de double authentification." in again


@pytest.mark.parametrize("role", [Role.RBDE, Role.EDUCATION_AUTHORITY, Role.DEPARTMENT_SUPERVISOR])
def test_nobody_else(client, person, role):
    client.force_login(actor_for(role).user)

    assert client.post(pages(person)[1], {"reason": "motif"}).status_code == 403
    assert Authenticator.objects.exists()
