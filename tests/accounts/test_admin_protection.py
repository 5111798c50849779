"""The admin pages where a lost second factor is reset and sessions are closed."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth import get_user
from django.test import Client

from accounts.enums import Role
from accounts.models import JournalEntry
from outbox.models import Notice
from tests.accounts import totp
from tests.accounts.factories import actor_for

pytestmark = pytest.mark.django_db
PASSWORD = "mot-de-passe-d-essai"
FACTOR, SESSIONS = "double-authentification", "sessions"


@pytest.fixture
def person():
    return actor_for(Role.HEAD).user


@pytest.fixture
def admin(client):
    actor = actor_for(Role.ADMINISTRATOR)
    client.force_login(actor.user)
    return actor


def page_of(user, name="change"):
    return f"/admin/accounts/user/{user.pk}/{name}/"


def signed_in(user):
    browser = Client()
    browser.post("/connexion/", {"login": user.email, "password": PASSWORD})
    assert get_user(browser) == user
    return browser


def test_the_administrator_resets_with_a_reason(client, admin, person):
    totp.give(person)
    change, reset = page_of(person), page_of(person, FACTOR)

    assert reset in client.get(change).content.decode()
    assert client.get(reset).status_code == 200 and Authenticator.objects.exists()
    assert client.post(reset, {"reason": ""}).status_code == 200 and Authenticator.objects.exists()
    assert client.post(reset, {"reason": "téléphone perdu"}).url == change

    assert not Authenticator.objects.exists()
    assert JournalEntry.objects.about(person).get().reason == "téléphone perdu"
    assert reset not in client.get(change).content.decode()
    again = client.post(reset, {"reason": "encore"}).content.decode()
    assert "Cette personne n’a pas de double authentification." in again


def test_the_administrator_closes_every_session_of_a_person(client, admin, person):
    change, close = page_of(person), page_of(person, SESSIONS)
    assert close not in client.get(change).content.decode()
    browsers = [signed_in(person), signed_in(person)]

    assert close in client.get(change).content.decode()
    assert UserSession.objects.filter(user=person).count() == 2
    assert client.post(close, {"reason": "ordinateur volé"}).url == change

    assert not any(get_user(browser).is_authenticated for browser in browsers)
    assert get_user(client) == admin.user
    assert JournalEntry.objects.get(verb="a fermé les sessions").reason == "ordinateur volé"
    told = Notice.objects.get(kind="accounts.security")
    assert (told.user, told.context["event"]) == (person, "sessions_closed")


@pytest.mark.parametrize("name", [FACTOR, SESSIONS])
@pytest.mark.parametrize("role", [Role.RBDE, Role.EDUCATION_AUTHORITY, Role.DEPARTMENT_SUPERVISOR])
def test_nobody_else(client, person, role, name):
    totp.give(person)
    UserSession.objects.create(user=person, session_key="x", ip="127.0.0.1", user_agent="")
    client.force_login(actor_for(role).user)

    assert client.post(page_of(person, name), {"reason": "motif"}).status_code == 403
    assert Authenticator.objects.exists() and UserSession.objects.exists()


@pytest.mark.parametrize("name", [FACTOR, SESSIONS])
def test_not_for_oneself(client, admin, name):
    answer = client.post(page_of(admin.user, name), {"reason": "motif"})
    assert "se gère depuis Mon compte" in answer.content.decode()
