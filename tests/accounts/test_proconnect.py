"""Sign-in by ProConnect against a strict provider on a local port."""

import base64
import json
import socket
import time
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from django.contrib.auth import get_user
from django.core.cache import cache
from joserfc.jwk import ECKey

from accounts.models import ProConnectIdentity
from tests.accounts.oidc_server import SECRET, new_key
from tests.accounts.proconnect import agree, go_through, refused, signed_in

pytestmark = pytest.mark.django_db
START, BACK = "/connexion/proconnect/", "/connexion/proconnect/retour/"
DASHBOARD = "/tableau-de-bord/"


def test_without_settings_there_is_no_button_and_no_page(client):
    assert "ProConnect" not in client.get("/connexion/").content.decode()
    for path in (START, BACK, f"{START}relier/"):
        assert client.get(path).status_code == 404


def test_the_button(client, op):
    page = client.get("/connexion/?next=/role/").content.decode()

    assert "S’identifier avec</span>" in page and "Qu’est-ce que ProConnect" in page
    assert f"{START}?next=/role/" in page


def test_the_request(client, op, settings):
    asked = parse_qs(urlsplit(client.get(START).url).query)

    assert asked["scope"] == ["openid given_name usual_name email uid siret idp_id"]
    assert asked["acr_values"] == [" ".join(settings.PROCONNECT_ACR_VALUES)]
    assert asked["redirect_uri"] == [f"{settings.BASE_URL}{BACK}"]
    assert len(asked["state"][0]) >= 32 and len(asked["nonce"][0]) >= 32
    again = parse_qs(urlsplit(client.get(START).url).query)
    assert again["state"] != asked["state"] and again["nonce"] != asked["nonce"]


def test_a_known_identity_signs_in(client, op, linked):
    before = client.get("/connexion/").wsgi_request.session.session_key
    answer = go_through(client, f"{START}?next=/mon-compte/")

    assert answer.url == "/mon-compte/" and get_user(client) == linked.user
    assert client.session.session_key != before
    linked.refresh_from_db()
    assert linked.last_used_at


@pytest.mark.parametrize("target", ["https://voleur.test/", "//voleur.test", "javascript:alert(1)"])
def test_it_never_leads_elsewhere(client, op, linked, target):
    assert go_through(client, f"{START}?next={target}").url == DASHBOARD


def test_the_subject_is_of_its_issuer(client, op, nadia):
    ProConnectIdentity.objects.create(user=nadia, issuer="https://autre.test", subject="agent-1")

    assert go_through(client).url == f"{START}relier/"
    assert not signed_in(client)


def test_signing_by_elliptic_curve(client, op, linked):
    op.keys = [new_key("curve", ECKey)]
    cache.clear()

    assert go_through(client).url == DASHBOARD


# --- What must be refused -----------------------------------------------------------


def with_claims(**changed):
    return lambda claims: {**claims, **changed}


def without(name):
    return lambda claims: {key: value for key, value in claims.items() if key != name}


REJECTED = {
    "nonce": with_claims(nonce="x" * 43),
    "no nonce": without("nonce"),
    "issuer": with_claims(iss="https://voleur.test/api/v2"),
    "audience": with_claims(aud="un-autre-service"),
    "authorised party": with_claims(azp="un-autre-service"),
    "expired": lambda claims: {**claims, "exp": int(time.time()) - 120},
    "no end": without("exp"),
    "from the future": lambda claims: {**claims, "iat": int(time.time()) + 600},
    "no subject": without("sub"),
}


@pytest.mark.parametrize("name", REJECTED)
def test_a_bad_id_token_is_refused(client, op, linked, name):
    op.spoil_id_token = REJECTED[name]

    assert refused(client, go_through(client), "La réponse de ProConnect est refusée") == 403


USERINFO = {
    "somebody else": with_claims(sub="agent-2"),
    "no subject": without("sub"),
    "issuer": with_claims(iss="https://voleur.test/api/v2"),
    "audience": with_claims(aud="un-autre-service"),
    "expired": lambda claims: {**claims, "exp": int(time.time()) - 120},
}


@pytest.mark.parametrize("name", USERINFO)
def test_a_bad_userinfo_is_refused(client, op, linked, name):
    op.spoil_userinfo = USERINFO[name]

    assert refused(client, go_through(client), "La réponse de ProConnect est refusée") == 403


def unsigned(claims):
    def part(data):
        return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()

    return f"{part({'alg': 'none'})}.{part(claims)}."


def by_shared_secret(op):
    import jwt

    return lambda claims: jwt.encode(claims, SECRET.ljust(32), "HS256", {"kid": "first"})


@pytest.mark.parametrize("which", ["sign_id_token", "sign_userinfo"])
def test_only_published_keys_sign(client, op, linked, which):
    stolen = new_key("first")  # the right name, another key
    unknown = new_key("inconnue")
    forgers = [
        unsigned,
        by_shared_secret(op),
        lambda claims: op.sign(claims, stolen),
        lambda claims: op.sign(claims, unknown),
        lambda claims: "pas-un-jeton",
    ]
    for forge in forgers:
        setattr(op, which, forge)
        assert refused(client, go_through(client), "La réponse de ProConnect est refusée") == 403


def test_unsigned_userinfo_is_refused(client, op, linked):
    op.plain_userinfo = True

    assert refused(client, go_through(client), "La réponse de ProConnect est refusée") == 403


def test_a_new_key_is_read_once(client, op, linked):
    go_through(client)
    client.logout()
    op.keys.append(new_key("second"))
    op.seen.clear()

    assert go_through(client).url == DASHBOARD
    assert op.seen.count("/jwks") == 1
    client.logout()
    op.seen.clear()
    op.sign_id_token = lambda claims: op.sign(claims, new_key("inconnue"))
    go_through(client)
    assert op.seen.count("/jwks") == 1


def test_the_description_is_read_once_an_hour(client, op):
    for _ in range(3):
        client.get(START)

    assert op.seen.count("/.well-known/openid-configuration") == 1


@pytest.mark.parametrize("acr", ["eidas0", None])
def test_a_lower_level_is_refused_in_words(client, op, linked, settings, acr):
    op.acr = acr

    assert refused(client, go_through(client), "n’est pas assez sûre") == 403


def test_a_configured_level_is_demanded(client, op, linked, settings):
    settings.PROCONNECT_ACR_VALUES = ["eidas2"]
    assert refused(client, go_through(client), "n’est pas assez sûre") == 403

    op.acr = "eidas2"
    assert go_through(client).url == DASHBOARD


def test_an_answer_serves_once(client, op, linked):
    back = agree(client.get(START).url)
    client.get(back)
    client.logout()

    assert refused(client, client.get(back), "n’est plus valable") == 400


def test_a_code_serves_once_at_the_provider_too(client, op, linked):
    """A stolen code in another session: that session has another state, nonce and verifier."""
    code = parse_qs(urlsplit(agree(client.get(START).url)).query)["code"][0]
    thief = type(client)()
    state = parse_qs(urlsplit(thief.get(START).url).query)["state"][0]

    answer = thief.get(BACK, {"code": code, "state": state})

    assert refused(thief, answer, "La réponse de ProConnect est refusée") == 403


def test_another_state_is_refused_without_asking_the_provider(client, op, linked):
    back = agree(client.get(START).url)
    op.seen.clear()
    code = parse_qs(urlsplit(back).query)["code"][0]

    assert refused(client, client.get(BACK, {"code": code, "state": "x"}), "plus valable") == 400
    assert refused(client, client.get(back), "n’est plus valable") == 400
    assert op.seen == []


def test_an_answer_in_another_browser_is_refused(client, op, linked):
    back = agree(client.get(START).url)
    other = type(client)()

    assert refused(other, other.get(back), "n’est plus valable") == 400


def test_a_sign_in_that_waited_too_long(client, op, linked):
    back = agree(client.get(START).url)
    session = client.session
    session["proconnect_started"] |= {"at": time.time() - 601}
    session.save()

    assert refused(client, client.get(back), "n’est plus valable") == 400


def test_the_answer_of_another_issuer(client, op, linked):
    back = agree(client.get(START).url)

    answer = client.get(f"{back}&iss=https://voleur.test")
    assert refused(client, answer, "La réponse de ProConnect est refusée") == 403


def test_a_cancelled_sign_in(client, op):
    state = parse_qs(urlsplit(client.get(START).url).query)["state"][0]

    answer = client.get(BACK, {"error": "access_denied", "state": state})
    assert refused(client, answer, "n’a pas abouti") == 403


def test_a_wrong_secret(client, op, linked, settings):
    settings.PROCONNECT_CLIENT_SECRET = "un-autre"

    assert refused(client, go_through(client), "La réponse de ProConnect est refusée") == 403


def test_provider_down(client, op, linked):
    back = agree(client.get(START).url)
    cache.clear()
    op.down = True

    assert refused(client, client.get(back), "ProConnect ne répond pas") == 503
    assert refused(client, client.get(START), "ProConnect ne répond pas") == 503
    assert "Se connecter" in client.get("/connexion/").content.decode()


def test_provider_out_of_reach(client, op, settings):
    with socket.create_server(("127.0.0.1", 0)) as gone:
        settings.PROCONNECT_ISSUER = f"http://127.0.0.1:{gone.getsockname()[1]}"
    cache.clear()

    assert refused(client, client.get(START), "ProConnect ne répond pas") == 503


def test_every_request_has_a_timeout(client, op, linked, monkeypatch):
    asked = []
    real = requests.request
    monkeypatch.setattr(
        requests, "request", lambda *a, **k: asked.append(k["timeout"]) or real(*a, **k)
    )
    go_through(client)

    assert len(asked) == 4 and all(asked)


def test_a_description_of_another_issuer(client, op, settings):
    cache.clear()
    settings.PROCONNECT_ISSUER = f"{op.origin}/api/v2"
    op.issuer = "https://voleur.test/api/v2"
    try:
        assert client.get(START).status_code == 503
    finally:
        op.issuer = f"{op.origin}/api/v2"


def test_tries_are_limited_by_address(client, op):
    for _ in range(30):
        client.get(BACK)

    assert client.get(BACK, headers={"x-forwarded-for": "192.0.2.7"}).status_code == 429
    assert client.get(START).status_code == 429
