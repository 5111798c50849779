"""The headers of the answers that the matrix does not open: its own test reads the others."""

import pytest
from django.test import Client

from accounts.models import PersonalLink
from tests.access.headers import is_private, missing, weak

pytestmark = pytest.mark.django_db


def test_personal_links_are_kept_by_no_cache(demo, as_in_production):
    links = PersonalLink.objects.alive().order_by("purpose", "pk").distinct("purpose")
    assert links
    for link in links:
        answer = Client().get(link.path, secure=True)
        assert answer.status_code == 200
        assert missing(answer) == [] and is_private(answer), link.path


def test_signing_out_empties_the_browser(demo):
    client = Client()
    client.force_login(demo["enseignante"])
    assert "Clear-Site-Data" not in client.get("/deconnexion/")

    answer = client.post("/deconnexion/")
    assert answer["Clear-Site-Data"] == '"cache", "storage"' and is_private(answer)
    assert "Clear-Site-Data" not in client.post("/deconnexion/")


def test_another_host_is_refused_and_a_forwarded_one_ignored(settings):
    settings.ALLOWED_HOSTS = ["passerelle.example"]
    client = Client(headers={"host": "passerelle.example"})

    assert client.get("/", headers={"host": "evil.example"}).status_code == 400
    page = client.get("/connexion/", headers={"x-forwarded-host": "evil.example"})
    assert page.status_code == 200 and b"evil.example" not in page.content


def test_the_control_sees_a_weak_policy():
    assert weak("default-src 'none'; script-src 'self' 'unsafe-inline'")
    assert weak("script-src 'self'") and weak("")


@pytest.mark.parametrize(
    "address",
    [
        "/clee/?departement=%00",
        "/stages/?departement=3%001",
        "/stages/?niveau=%00",
        "/recherche/?q=%00",
    ],
)
def test_an_unreadable_character_in_an_address_breaks_nothing(demo, address):
    client = Client(raise_request_exception=False)
    client.force_login(demo["enseignante"])

    assert client.get(address).status_code == 200
