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

from accounts.enums import Role
from accounts.models import JournalEntry, ProConnectIdentity, RoleAssignment, User
from outbox.models import Notice
from tests.accounts import totp
from tests.accounts.factories import RoleAssignmentFactory, UserFactory
from tests.accounts.oidc_server import CLIENT, SECRET, OidcServer, new_key
from tests.accounts.proconnect import agree, go_through, path_of

pytestmark = pytest.mark.django_db
START, BACK = "/connexion/proconnect/", "/connexion/proconnect/retour/"
DASHBOARD = "/tableau-de-bord/"


@pytest.fixture(scope="module")
def server():
    from django.conf import settings

    back = [f"{settings.BASE_URL}{BACK}"]
    with OidcServer(back, [f"{settings.BASE_URL}/deconnexion/proconnect/"]) as op:
        yield op


@pytest.fixture
def op(server, settings):
    server.reset()
    settings.PROCONNECT_ISSUER = server.issuer
    settings.PROCONNECT_CLIENT_ID, settings.PROCONNECT_CLIENT_SECRET = CLIENT, SECRET
    return server


@pytest.fixture
def nadia():
    return RoleAssignmentFactory(user__email="nadia@ecole.test").user


@pytest.fixture
def linked(op, nadia):
    return ProConnectIdentity.objects.create(user=nadia, issuer=op.issuer, subject="agent-1")


def signed_in(client):
    return get_user(client).is_authenticated


def refused(client, answer, words):
    text = answer.content.decode()
    assert words in text and "Recevoir un code par courriel" in text
    assert not signed_in(client) and "proconnect_started" not in client.session
    return answer.status_code


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


# --- Whose account ------------------------------------------------------------------


def test_a_known_address_asks_for_a_link_by_mail(client, op, nadia, last_secret, settings):
    assert go_through(client).url == f"{START}relier/"
    assert "nadia@ecole.test" in client.get(f"{START}relier/").content.decode()
    assert not Notice.objects.exists() and not ProConnectIdentity.objects.exists()

    client.post(f"{START}relier/")
    path = path_of(last_secret("accounts.proconnect_link"))
    assert Notice.objects.get().recipient_email == "nadia@ecole.test"
    assert client.get(path).status_code == client.head(path).status_code == 200
    assert not ProConnectIdentity.objects.exists() and not signed_in(client)

    assert client.post(path).url == DASHBOARD and get_user(client) == nadia
    identity = ProConnectIdentity.objects.get()
    assert (identity.user, identity.issuer, identity.subject) == (nadia, op.issuer, "agent-1")
    assert JournalEntry.objects.get().verb == "a relié une identité ProConnect"
    assert Notice.objects.filter(kind="accounts.security", user=nadia).exists()
    client.logout()
    assert client.post(path).status_code == 410
    assert go_through(client).url == DASHBOARD


def test_the_link_by_mail_serves_only_in_its_browser(client, op, nadia, last_secret):
    """Whoever has only the mail, or made its owner click, links nothing."""
    go_through(client)
    client.post(f"{START}relier/")
    path = path_of(last_secret("accounts.proconnect_link"))
    victim = type(client)()

    assert victim.get(path).status_code == victim.post(path).status_code == 410
    assert client.post(path.replace("relier/W", "relier/X", 1) + "x/").status_code in (404, 410)
    assert not ProConnectIdentity.objects.exists()


def test_the_link_dies_after_an_hour(client, op, nadia, last_secret, monkeypatch):
    go_through(client)
    client.post(f"{START}relier/")
    path = path_of(last_secret("accounts.proconnect_link"))
    session = client.session
    session["proconnect_waiting"] |= {"at": time.time() - 3601}
    session.save()

    assert client.post(path).status_code == 410
    assert refused(client, client.post(f"{START}relier/"), "n’est plus valable") == 400


def test_mails_of_the_link_are_limited(client, op, nadia):
    go_through(client)
    answers = [client.post(f"{START}relier/").status_code for _ in range(4)]

    assert answers == [200, 200, 200, 429] and Notice.objects.count() == 3


def test_an_unknown_address_leads_to_the_registration(client, op):
    assert go_through(client).url == "/connexion/sans-compte/"
    assert not signed_in(client) and not User.objects.exists()
    kept = client.session["proconnect_waiting"]
    assert (kept["subject"], kept["email"]) == ("agent-1", "nadia@ecole.test")
    assert "siret" not in kept


def test_claims_give_no_role(client, op, linked):
    RoleAssignment.objects.all().delete()
    op.person |= {"siret": "19310017700013", "roles": ["administrator"], "is_staff": True}
    go_through(client)

    assert client.get("/mon-compte/").wsgi_request.actor.role is None
    assert not RoleAssignment.objects.exists()


def test_two_people_in_conflict_are_refused(client, op, linked):
    """The identity is Nadia's, its address is now somebody else's."""
    linked.user.email = "nadia.ferrand@ecole.test"
    linked.user.save()
    UserFactory(email="nadia@ecole.test")

    assert refused(client, go_through(client), "celle de quelqu’un d’autre") == 409


def test_a_closed_account_stays_closed(client, op, linked):
    User.objects.update(is_active=False)

    assert go_through(client).url == "/connexion/compte-inactif/" and not signed_in(client)


LINK = "/mon-compte/securite/proconnect/relier/"


@pytest.fixture
def confirmed(client, nadia):
    client.post("/connexion/", {"login": nadia.email, "password": "mot-de-passe-d-essai"})
    return client


def test_linking_from_my_account(confirmed, op, nadia):
    op.person["email"] = "nferrand@academie.test"
    assert (
        "Relier une identité ProConnect" in confirmed.get("/mon-compte/securite/").content.decode()
    )

    answer = confirmed.get(agree(confirmed.post(LINK).url))

    assert answer.url == "/mon-compte/securite/"
    identity = ProConnectIdentity.objects.get()
    assert identity.user == nadia
    page = confirmed.post(f"/mon-compte/securite/proconnect/{identity.pk}/retirer/")
    assert page.url == "/mon-compte/securite/" and not ProConnectIdentity.objects.exists()
    events = {n.context["event"] for n in Notice.objects.filter(kind="accounts.security")}
    assert events == {"proconnect_linked", "proconnect_unlinked"}


def test_linking_asks_again_who_one_is(client, op, nadia):
    client.force_login(nadia)

    assert client.post(LINK).url.startswith("/mon-compte/securite/confirmer/")


@pytest.mark.parametrize("whose", ["address", "identity"])
def test_linking_what_is_somebody_else_s_is_refused(confirmed, op, nadia, whose):
    other = UserFactory(email="autre@ecole.test")
    if whose == "address":
        op.person["email"] = other.email
    else:
        ProConnectIdentity.objects.create(user=other, issuer=op.issuer, subject="agent-1")

    answer = confirmed.get(agree(confirmed.post(LINK).url))

    assert answer.status_code == 409 and "celle de quelqu’un d’autre" in answer.content.decode()
    assert not ProConnectIdentity.objects.filter(user=nadia).exists()


def test_one_s_own_identities_only(confirmed, op):
    other = ProConnectIdentity.objects.create(
        user=UserFactory(), issuer=op.issuer, subject="agent-9"
    )

    assert confirmed.post(f"/mon-compte/securite/proconnect/{other.pk}/retirer/").status_code == 404


# --- Second factor, sign-out --------------------------------------------------------


@pytest.fixture
def supervisor(linked, settings):
    settings.SECOND_FACTOR_ROLES = [Role.TEACHER]
    totp.give(linked.user)
    return linked.user


def test_our_second_factor_is_asked_after_proconnect(client, op, supervisor):
    assert go_through(client).url == "/connexion/second-facteur/"


@pytest.mark.parametrize(("acr", "amr"), [("eidas2", ["pwd"]), ("eidas1", ["pwd", "mfa"])])
def test_the_word_of_proconnect_may_stand_for_it(client, op, supervisor, settings, acr, amr):
    settings.PROCONNECT_SECOND_FACTOR = ["eidas2", "mfa"]
    op.acr, op.amr = acr, amr

    assert go_through(client).url == DASHBOARD
    assert client.get(DASHBOARD).status_code == 200


def test_one_factor_at_proconnect_does_not(client, op, supervisor, settings):
    settings.PROCONNECT_SECOND_FACTOR = ["eidas2", "mfa"]

    assert go_through(client).url == "/connexion/second-facteur/"


def test_signing_out_signs_out_of_proconnect(client, op, linked, settings):
    go_through(client)

    url = urlsplit(client.post("/deconnexion/").url)
    asked = {name: values[0] for name, values in parse_qs(url.query).items()}

    assert url.path == "/api/v2/session/end" and not signed_in(client)
    assert asked["post_logout_redirect_uri"] in op.signed_out_uris
    assert len(asked["state"]) >= 32 and asked["id_token_hint"].count(".") == 2
    assert "proconnect_id_token" not in client.session
    assert client.get("/deconnexion/proconnect/", {"state": asked["state"]}).url == "/"


def test_signing_out_when_proconnect_is_down(client, op, linked):
    go_through(client)
    cache.clear()
    op.down = True

    assert client.post("/deconnexion/").url == "/" and not signed_in(client)
