"""The open sessions of a person, with two real clients."""

import datetime as dt

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts import sessions
from accounts.enums import Role
from tests.accounts.factories import UserFactory, actor_for

pytestmark = pytest.mark.django_db
PASSWORD = "mot-de-passe-d-essai"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
EDGE = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0"
)


@pytest.fixture
def user():
    return actor_for(Role.TEACHER).user


@pytest.fixture
def desk(user):
    return browser(user, FIREFOX)


@pytest.fixture
def phone(user):
    return browser(user, IPHONE)


def browser(user, agent):
    client = Client(headers={"user-agent": agent})
    client.post("/connexion/", {"login": user.email, "password": PASSWORD})
    return client


def is_open(client):
    return client.get("/tableau-de-bord/").status_code == 200


def of_phone(user):
    return UserSession.objects.get(user=user, user_agent=IPHONE)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (FIREFOX, "Firefox sous Windows"),
        (IPHONE, "Safari sur iPhone"),
        (EDGE, "Edge sous Windows"),
        ("curl/8", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_a_device_in_words(agent, words):
    assert sessions.device(agent) == words


def test_my_account_lists_them_this_one_first(user, desk, phone):
    page = desk.get("/mon-compte/").content.decode()

    assert page.index("Firefox sous Windows") < page.index("Safari sur iPhone")
    assert page.count("Cette session") == 1
    assert f"/mon-compte/sessions/{of_phone(user).pk}/" in page


def test_closing_one(user, desk, phone):
    desk.post(f"/mon-compte/sessions/{of_phone(user).pk}/")

    assert is_open(desk) and not is_open(phone)


def test_closing_this_one_signs_out(user, desk, phone):
    phone.post(f"/mon-compte/sessions/{of_phone(user).pk}/")

    assert is_open(desk) and not is_open(phone)


def test_nobody_closes_somebody_else_s(user, desk, phone):
    thief = browser(UserFactory(), EDGE)

    assert thief.post(f"/mon-compte/sessions/{of_phone(user).pk}/").status_code == 404
    assert is_open(phone)


def test_signing_out_everywhere(user, desk, phone):
    assert desk.post("/mon-compte/sessions/toutes/").url == "/"

    assert not is_open(desk) and not is_open(phone)
    assert not UserSession.objects.filter(user=user).exists()


def test_a_deactivated_person_is_out_at_once_and_for_good(client, user, desk, phone):
    client.force_login(actor_for(Role.ADMINISTRATOR).user)
    form = {"email": user.email, "first_name": "", "last_name": "", "phone": ""}
    inline = "role_assignments"
    form |= {f"{inline}-TOTAL_FORMS": 0, f"{inline}-INITIAL_FORMS": 0}
    answer = client.post(f"/admin/accounts/user/{user.pk}/change/", form)
    assert answer.status_code == 302

    assert not is_open(desk) and not is_open(phone)
    type(user).objects.filter(pk=user.pk).update(is_active=True)
    assert not is_open(desk) and not is_open(phone)


def test_the_key_changes_with_the_role_and_the_old_one_is_dead(user, desk):
    actor_for(Role.HEAD, user=user)
    old = desk.session.session_key
    desk.post("/role/", {"role": "head"})

    assert desk.session.session_key != old
    assert not Session.objects.filter(pk=old).exists()
    kept = UserSession.objects.get(user=user)
    assert kept.session_key == desk.session.session_key and kept.user_agent == FIREFOX


def test_when_it_was_last_seen(user, desk):
    first = UserSession.objects.get(user=user).last_seen_at
    later = timezone.now() + dt.timedelta(minutes=20)
    with time_machine.travel(later, tick=False):
        desk.get("/mon-compte/")

    assert UserSession.objects.get(user=user).last_seen_at == later > first
