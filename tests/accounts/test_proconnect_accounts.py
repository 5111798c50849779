"""Whose account an identity of ProConnect opens, and how it is linked."""

import time
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user
from django.core.cache import cache

from accounts.enums import Role
from accounts.models import JournalEntry, ProConnectIdentity, RoleAssignment, User
from outbox.models import Notice
from tests.accounts import totp
from tests.accounts.factories import UserFactory
from tests.accounts.proconnect import agree, go_through, path_of, refused, signed_in

pytestmark = pytest.mark.django_db
START = "/connexion/proconnect/"
DASHBOARD = "/tableau-de-bord/"


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
