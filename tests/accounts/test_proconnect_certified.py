"""Sign-in against a certified provider, the npm package oidc-provider, signed userinfo on."""

import os
import re
import socket
import subprocess
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.conf import settings as project
from django.contrib.auth import get_user

from accounts.models import ProConnectIdentity
from tests.accounts.factories import RoleAssignmentFactory
from tests.accounts.proconnect import path_of
from tests.house.source import ROOT

# The provider lives in another process, by the clock of the machine: `faults` keeps it here.
pytestmark = [pytest.mark.long, pytest.mark.faults, pytest.mark.django_db]
CLIENT, SECRET = "passerelle", "un-secret-de-trente-deux-signes-ou-plus"
START, BACK, OUT = "/connexion/proconnect/", "/connexion/proconnect/retour/", "/deconnexion/"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as found:
        return found.getsockname()[1]


@pytest.fixture(scope="module")
def issuer():
    """The provider, running; a failure, never a skip, when it cannot be installed."""
    tool = ROOT / "tools" / "oidc-provider"
    made = subprocess.run([tool], capture_output=True, text=True, timeout=280)
    assert made.returncode == 0, f"oidc-provider cannot be installed:\n{made.stderr[-2000:]}"
    port = free_port()
    asked = {
        "PORT": str(port),
        "CLIENT": CLIENT,
        "SECRET": SECRET,
        "REDIRECT_URI": f"{project.BASE_URL}{BACK}",
        "SIGNED_OUT_URI": f"{project.BASE_URL}{OUT}proconnect/",
    }
    with subprocess.Popen(
        [tool, "run"], env=os.environ | asked, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        wait_for(port, process)
        yield f"http://127.0.0.1:{port}"
        process.terminate()


def wait_for(port, process):
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    process.kill()
    pytest.fail(f"oidc-provider does not start:\n{process.stdout.read().decode()[-2000:]}")


@pytest.fixture
def configured(issuer, settings):
    settings.PROCONNECT_ISSUER = issuer
    settings.PROCONNECT_CLIENT_ID, settings.PROCONNECT_CLIENT_SECRET = CLIENT, SECRET
    return issuer


def follow(browser, address, issuer):
    """Where the provider sends the person in the end, outside of it."""
    for _ in range(10):
        answer = browser.get(address, allow_redirects=False, timeout=10)
        assert answer.is_redirect, answer.text
        address = requests.compat.urljoin(address, answer.headers["Location"])
        if not address.startswith(issuer):
            return address
    raise AssertionError(f"the provider goes round in circles: {address}")


def test_sign_in_and_sign_out(client, configured):
    user = RoleAssignmentFactory(user__email="nadia@ecole.test").user
    ProConnectIdentity.objects.create(user=user, issuer=configured, subject="agent-1")
    browser = requests.Session()

    back = follow(browser, client.get(START).url, configured)
    assert client.get(path_of(back)).url == "/tableau-de-bord/"
    assert get_user(client) == user

    again = client.get(path_of(back))
    assert again.status_code == 302  # signed in: nothing to do
    leaving = client.post(OUT).url
    assert not get_user(client).is_authenticated
    page = browser.get(leaving, timeout=10).text
    xsrf = re.search(r'name="xsrf" value="(\w+)"', page)[1]
    confirmed = browser.post(
        f"{configured}/session/end/confirm",
        {"xsrf": xsrf, "logout": "yes"},
        allow_redirects=False,
        timeout=10,
    )
    out = confirmed.headers["Location"]
    state = parse_qs(urlsplit(leaving).query)["state"]
    assert parse_qs(urlsplit(out).query)["state"] == state
    assert client.get(path_of(out)).url == "/"


def test_an_unknown_identity_with_a_known_address(client, configured):
    RoleAssignmentFactory(user__email="nadia@ecole.test")

    back = follow(requests.Session(), client.get(START).url, configured)

    assert client.get(path_of(back)).url == f"{START}relier/"
    waiting = client.session["proconnect_waiting"]
    assert (waiting["first_name"], waiting["last_name"]) == ("Nadia", "Ferrand")


def test_the_level_is_checked(client, configured, settings):
    settings.PROCONNECT_ACR_VALUES = ["eidas3"]

    back = follow(requests.Session(), client.get(START).url, configured)

    assert "n’est pas assez sûre" in client.get(path_of(back)).content.decode()


def test_a_code_serves_once(client, configured):
    back = follow(requests.Session(), client.get(START).url, configured)
    code = parse_qs(urlsplit(back).query)["code"][0]
    client.get(path_of(back))
    thief = type(client)()
    state = parse_qs(urlsplit(thief.get(START).url).query)["state"][0]

    assert thief.get(BACK, {"code": code, "state": state}).status_code == 403
