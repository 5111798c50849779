"""Limits that a script meets and a locked-out person does not; accounts that nobody can count."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import signin_links
from outbox.models import Notice
from tests.accounts.factories import RoleAssignmentFactory

pytestmark = pytest.mark.django_db
PASSWORD = "mot-de-passe-d-essai"
KNOWN, UNKNOWN = "nadia@ecole.test", "inconnu@ecole.test"
SIGN_IN, CODE = "/connexion/", "/connexion/code/"
FORGOTTEN = "/connexion/mot-de-passe-oublie/"


@pytest.fixture
def user():
    return RoleAssignmentFactory(user__email=KNOWN).user


def enter(client, address=KNOWN, password="faux", **headers):
    return client.post(SIGN_IN, {"login": address, "password": password}, headers=headers)


def locked(answer):
    return "Trop d’essais" in answer.content.decode()


@pytest.mark.parametrize("address", [KNOWN, UNKNOWN])
def test_the_lock_is_the_same_whether_the_account_exists(client, user, address):
    answers = [locked(enter(client, address)) for _ in range(6)]

    assert answers == [False] * 5 + [True]


def test_a_locked_out_person_still_enters_by_code(client, user, last_secret):
    for _ in range(8):
        enter(client)
    assert locked(enter(client, password=PASSWORD))

    client.post(CODE, {"email": KNOWN})
    code = last_secret("accounts.signin_code")
    assert client.post(f"{CODE}verifier/", {"code": code}).url == "/tableau-de-bord/"


def test_the_lock_is_of_the_account_wherever_one_comes_from(client, user, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(5):
        enter(client, **{"x-forwarded-for": f"192.0.2.{number}"})

    assert locked(enter(client, password=PASSWORD, **{"x-forwarded-for": "192.0.2.99"}))


@pytest.mark.parametrize("proxies", [0, 1])
def test_a_forged_header_does_not_help(client, user, settings, proxies):
    """Without a proxy the header is not read; behind one, only its own entry is."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    real = ", 198.51.100.7" if proxies else ""
    answers = [
        locked(enter(client, f"a{n}@ecole.test", **{"x-forwarded-for": f"192.0.2.{n}{real}"}))
        for n in range(11)
    ]

    assert answers == [False] * 10 + [True]


def test_code_requests_are_limited_by_address(client, user):
    answers = [type(client)().post(CODE, {"email": f"a{n}@ecole.test"}) for n in range(21)]

    assert [answer.status_code for answer in answers] == [302] * 20 + [200]
    assert locked(answers[-1])


def test_the_page_of_too_many_requests_is_ours(client):
    answers = [enter(type(client)(), f"b{n}@ecole.test") for n in range(31)]

    assert answers[-1].status_code == 429
    assert "Patientez quelques minutes" in answers[-1].content.decode()


def test_sign_in_links_are_limited(client, user, settings):
    path = signin_links.make(user).removeprefix(settings.BASE_URL)
    answers = [client.get(f"{SIGN_IN}lien/MQ/faux/").status_code for _ in range(20)]

    assert set(answers) == {410} and client.get(path).status_code == 429


def cost(client, path, data):
    """What an answer looks like and what it costs, addresses aside."""
    client.cookies.clear()
    cache.clear()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = client.post(path, data)
    body = re.sub(
        r'csrfmiddlewaretoken" value="[^"]+"|[\w.]+@ecole.test', "", answer.content.decode()
    )
    return (answer.status_code, answer.headers.get("Location"), body), len(queries)


FORMS = {
    SIGN_IN: lambda address: {"login": address, "password": "faux-mot-de-passe"},
    CODE: lambda address: {"email": address},
    FORGOTTEN: lambda address: {"email": address},
}


@pytest.mark.parametrize("path", FORMS)
def test_an_answer_tells_nothing_of_the_account(client, user, path):
    form = FORMS[path]
    cost(client, path, form(KNOWN))  # what is cached for good is cached
    Notice.objects.all().delete()

    known, its_work = cost(client, path, form(KNOWN))
    unknown, other_work = cost(client, path, form(UNKNOWN))

    assert known == unknown
    assert abs(its_work - other_work) <= 3, (its_work, other_work)
    to = list(Notice.objects.order_by("pk").values_list("recipient_email", flat=True))
    assert to == ([] if path == SIGN_IN else [KNOWN, UNKNOWN])
    assert {bool(n.not_after and n.sealed) for n in Notice.objects.all()} <= {True}


def test_a_password_is_hashed_for_an_unknown_address_too(client, user, monkeypatch):
    """The slow part of the work."""
    hashed = []
    hasher = "django.contrib.auth.hashers.MD5PasswordHasher.encode"
    monkeypatch.setattr(hasher, lambda *a, **k: hashed.append(a) or "md5$x$y")
    enter(client, KNOWN)
    known = len(hashed)
    enter(client, UNKNOWN)

    assert known and len(hashed) == 2 * known


def test_a_locked_session_says_the_same_of_a_wrong_code(client, user):
    pages = []
    for address in (KNOWN, UNKNOWN):
        client.cookies.clear()
        client.post(CODE, {"email": address})
        answer = client.post(f"{CODE}verifier/", {"code": "FAUX12"})
        text = re.sub(
            r'csrfmiddlewaretoken" value="[^"]+"|[\w.]+@ecole.test', "", answer.content.decode()
        )
        pages.append((answer.status_code, text))

    assert pages[0] == pages[1]


def test_a_refused_sign_in_is_logged_without_a_name(client, user, caplog):
    for address in (KNOWN, KNOWN.upper(), UNKNOWN):
        enter(client, address)
    lines = [one.getMessage() for one in caplog.records if one.name == "accounts.signin_events"]
    assert len(lines) == 3 and len(set(lines)) == 2 and lines[0] == lines[1]
    assert "127.0.0.1" in lines[0] and "nadia" not in "".join(lines).lower()
    enter(client, password=PASSWORD)
    assert len([one for one in caplog.records if one.name == "accounts.signin_events"]) == 3
