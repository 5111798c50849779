"""The headers of every answer: all addresses of the matrix, signed out and signed in."""

import pytest
from django.test import Client

from accounts.models import PersonalLink
from tests.access.rollback import rolled_back
from tests.access.routes import every_route

pytestmark = pytest.mark.django_db
EXPECTED = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Permitted-Cross-Domain-Policies": "none",
}
HSTS = "max-age=31536000; includeSubDomains; preload"


@pytest.fixture
def as_in_production(settings):
    """What production adds and a middleware reads when it is made."""
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True


def answers(user=None):
    """(route, answer) of a GET of every address; nothing that it did remains."""
    client = Client(raise_request_exception=False)
    if user is not None:
        client.force_login(user)
    for route in every_route():
        with rolled_back():
            yield route.text, client.get(route.path, secure=True)


def missing(answer):
    """The headers that an answer lacks, or has otherwise."""
    wanted = {**EXPECTED, "Strict-Transport-Security": HSTS}
    found = [name for name, value in wanted.items() if answer.get(name) != value]
    if "camera=()" not in answer.get("Permissions-Policy", ""):
        found.append("Permissions-Policy")
    return found + weak(answer.get("Content-Security-Policy", ""))


def weak(policy):
    """What a policy lets through: a page's is strict, a file's is a sandbox."""
    rules = dict(part.strip().partition(" ")[::2] for part in policy.split(";"))
    if rules.get("default-src") != "'none'":
        return ["default-src"]
    if "script-src" in rules and rules.get("object-src") != "'none'":
        return ["object-src"]
    unsafe = [name for name, value in rules.items() if "unsafe" in value]
    # The reader of PDF files styles itself; nothing else of such an answer is read.
    return [] if unsafe == ["style-src"] and "script-src" not in rules else unsafe


def is_private(answer):
    kept = answer.get("Cache-Control", "")
    return "no-store" in kept and "private" in kept


def test_every_answer_to_a_visitor(demo, as_in_production):
    assert {text: found for text, answer in answers() if (found := missing(answer))} == {}


@pytest.mark.parametrize("who", ["admin", "rbde"])
def test_every_answer_to_a_person_is_kept_by_no_cache(demo, as_in_production, who):
    wrong = {}
    for text, answer in answers(demo[who]):
        found = missing(answer) + ([] if is_private(answer) else ["Cache-Control"])
        if found:
            wrong[text] = found
    assert wrong == {}


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
