"""The second factor of SECOND_FACTOR_ROLES: asked of each session, at each request."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client

from accounts.enums import Role
from accounts.models import JournalEntry
from accounts.workflow import protection
from directory.violations import Refused
from outbox.models import Notice
from tests.accounts import totp
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for

pytestmark = [pytest.mark.django_db]
PASSWORD = "mot-de-passe-d-essai"
SECURITY = "/mon-compte/securite/"
PROOF = f"{SECURITY}confirmer/second-facteur/"


@pytest.fixture(autouse=True)
def demanding(settings):
    settings.SECOND_FACTOR_ROLES = ["administrator", "department_supervisor"]


@pytest.fixture
def supervisor():
    return actor_for(Role.DEPARTMENT_SUPERVISOR).user


@pytest.fixture
def commits_at_once(monkeypatch):
    """What allauth does after a commit is done within the request, as outside of tests."""
    monkeypatch.setattr(transaction, "on_commit", lambda do, **_: do())


def sign_in(client, user, password=PASSWORD):
    return client.post("/connexion/", {"login": user.email, "password": password})


def signed_in_with_code(client, user):
    """Through both pages of sign-in."""
    assert sign_in(client, user).url == "/connexion/second-facteur/"
    return client.post("/connexion/second-facteur/", {"code": totp.code()})


def leads_to(client, path, page):
    answer = client.get(path)
    return answer.status_code == 302 and answer.url.startswith(page)


def test_without_a_second_factor_every_page_leads_to_its_setting_up(client, supervisor):
    sign_in(client, supervisor)

    for path in ("/", "/tableau-de-bord/", "/admin/", "/mon-compte/", "/immersions/offres/"):
        assert leads_to(client, path, SECURITY), path
    answer = client.post("/role/", {"role": "department_supervisor"})
    assert answer.url.startswith(SECURITY)


def test_what_stays_open_before_it(client, supervisor):
    sign_in(client, supervisor)

    for path in (
        "/mentions-legales/",
        "/donnees-personnelles/",
        "/accessibilite/",
        "/deconnexion/",
    ):
        assert client.get(path).status_code == 200, path
    page = client.get(SECURITY)
    assert "Votre rôle demande une double authentification" in page.content.decode()
    assert page.wsgi_request.actor.role is None
    assert client.post("/deconnexion/").url == "/"


def add_application(client):
    page = client.get(f"{SECURITY}application/ajouter/").content.decode()
    secret = re.search(r"<code>(\w+)</code>", page)[1]
    return client.post(f"{SECURITY}application/ajouter/", {"code": totp.code(secret)})


def test_setting_it_up_opens_the_rest(client, supervisor, commits_at_once):
    sign_in(client, supervisor)
    before = client.session.session_key

    answer = add_application(client)

    assert answer.url == f"{SECURITY}codes-de-secours/"
    assert client.session.session_key != before
    assert "codes de secours" in client.get(answer.url).content.decode()
    assert client.get("/tableau-de-bord/").status_code == 200
    assert client.get("/admin/").status_code == 200
    told = Notice.objects.get(kind="accounts.security")
    assert (told.user, told.context["event"]) == (supervisor, "totp_activated")
    assert JournalEntry.objects.filter(user=supervisor, verb__contains="application").exists()


def test_secrets_are_unreadable_in_the_database(supervisor):
    codes = totp.give(supervisor)

    for row in Authenticator.objects.all():
        assert totp.SECRET not in str(row.data) and codes[0] not in str(row.data)
        assert row.data.get("secret", row.data.get("seed")).startswith("gAAAA")


def test_sign_in_asks_for_the_code(client, supervisor):
    totp.give(supervisor)

    assert sign_in(client, supervisor).url == "/connexion/second-facteur/"
    assert client.get("/tableau-de-bord/").url.startswith("/connexion/")
    page = client.post("/connexion/second-facteur/", {"code": "000000"}).content.decode()
    assert "Ce code n’est pas le bon." in page
    assert client.post("/connexion/second-facteur/", {"code": totp.code()}).url == (
        "/tableau-de-bord/"
    )
    assert client.get("/tableau-de-bord/").wsgi_request.actor.role == Role.DEPARTMENT_SUPERVISOR


def test_a_code_serves_once(client, supervisor):
    totp.give(supervisor)
    signed_in_with_code(client, supervisor)

    other = Client()
    sign_in(other, supervisor)
    page = other.post("/connexion/second-facteur/", {"code": totp.code()})

    assert page.status_code == 200 and other.get("/mon-compte/").status_code == 302


def test_a_recovery_code_serves_once(client, supervisor):
    code = totp.give(supervisor)[0]
    sign_in(client, supervisor)
    assert client.post("/connexion/second-facteur/", {"code": code}).status_code == 302
    assert client.get("/tableau-de-bord/").status_code == 200

    other = Client()
    sign_in(other, supervisor)
    assert other.post("/connexion/second-facteur/", {"code": code}).status_code == 200


def test_tries_are_limited_by_account(client, supervisor):
    totp.give(supervisor)
    sign_in(client, supervisor)
    for number in range(5):
        client.post("/connexion/second-facteur/", {"code": f"00000{number}"})

    page = client.post("/connexion/second-facteur/", {"code": totp.code()})

    assert page.status_code == 200 and "Trop d’essais" in page.content.decode()


def test_a_session_opened_before_proves_it(client, supervisor):
    client.force_login(supervisor)
    totp.give(supervisor)

    assert leads_to(client, "/tableau-de-bord/?x=1", f"{PROOF}?next=%2Ftableau-de-bord%2F%3Fx%3D1")
    assert leads_to(client, "/admin/", PROOF)
    before = client.session.session_key
    answer = client.post(f"{PROOF}?next=/tableau-de-bord/", {"code": totp.code()})

    assert answer.url == "/tableau-de-bord/" and client.session.session_key != before
    assert client.get("/tableau-de-bord/").status_code == 200


def test_a_password_proves_no_second_factor(client, supervisor):
    client.force_login(supervisor)
    totp.give(supervisor)
    client.post(f"{SECURITY}confirmer/mot-de-passe/", {"password": PASSWORD})

    assert leads_to(client, "/tableau-de-bord/", PROOF)


def test_a_role_granted_during_an_open_session_asks_for_it(client):
    user = actor_for(Role.TEACHER).user
    sign_in(client, user)
    assert client.get("/tableau-de-bord/").status_code == 200

    RoleAssignmentFactory(user=user, role=Role.ADMINISTRATOR)

    assert leads_to(client, "/tableau-de-bord/", SECURITY)
    assert leads_to(client, "/admin/", SECURITY)


def test_no_role_is_acted_in_before_it_even_by_the_switcher(client):
    user = actor_for(Role.TEACHER).user
    RoleAssignmentFactory(user=user, role=Role.ADMINISTRATOR)
    sign_in(client, user)

    assert client.post("/role/", {"role": "administrator"}).url.startswith(SECURITY)
    assert "role" not in client.session


def test_the_other_roles_are_not_asked(client):
    sign_in(client, actor_for(Role.HEAD).user)

    assert client.get("/tableau-de-bord/").status_code == 200


def test_what_was_removed_proves_nothing(client, supervisor, commits_at_once):
    totp.give(supervisor)
    signed_in_with_code(client, supervisor)
    assert client.get(f"{SECURITY}application/retirer/").status_code == 200

    client.post(f"{SECURITY}application/retirer/")

    assert not Authenticator.objects.filter(user=supervisor).exists()
    assert leads_to(client, "/tableau-de-bord/", SECURITY)
    assert Notice.objects.get(kind="accounts.security").context["event"] == "totp_deactivated"


PROTECTED = ["application/ajouter/", "cles/ajouter/", "codes-de-secours/renouveler/"]


@pytest.mark.parametrize("path", PROTECTED)
def test_changes_ask_again_who_one_is(client, path):
    client.force_login(actor_for(Role.TEACHER).user)  # signed in long ago

    assert leads_to(client, SECURITY + path, f"{SECURITY}confirmer/mot-de-passe/?next=")
    wrong = client.post(f"{SECURITY}confirmer/mot-de-passe/", {"password": "faux"})
    assert "Ce mot de passe n’est pas le bon." in wrong.content.decode()
    answer = client.post(
        f"{SECURITY}confirmer/mot-de-passe/?next={SECURITY}", {"password": PASSWORD}
    )
    assert answer.url == SECURITY
    assert not leads_to(client, SECURITY + path, f"{SECURITY}confirmer/")


def test_without_password_a_code_by_mail_confirms(client, last_secret):
    user = UserFactory(password=None)
    user.set_unusable_password()
    user.save()
    client.force_login(user)
    page = f"{SECURITY}confirmer/code/?next=/mon-compte/mot-de-passe/choisir/"

    assert leads_to(client, "/mon-compte/mot-de-passe/choisir/", f"{SECURITY}confirmer/code/")
    assert client.get(page).status_code == 200 and not Notice.objects.exists()
    assert user.email in client.post(page).content.decode()
    wrong = client.post(page, {"code": "0"})
    assert "Ce code n’est pas le bon." in wrong.content.decode()
    answer = client.post(page, {"code": last_secret("accounts.one_time_code")})
    assert answer.url == "/mon-compte/mot-de-passe/choisir/"
    assert client.get(answer.url).status_code == 200


def test_the_administrator_resets_a_lost_second_factor(client, supervisor):
    admin = actor_for(Role.ADMINISTRATOR)
    totp.give(supervisor)
    signed_in_with_code(client, supervisor)

    protection.reset_second_factor(admin, supervisor, "Téléphone volé")

    assert not Authenticator.objects.exists()
    assert client.get("/tableau-de-bord/").url.startswith("/connexion/")
    entry = JournalEntry.objects.about(supervisor).get()
    assert (entry.user, entry.reason) == (admin.user, "Téléphone volé")
    told = Notice.objects.get(kind="accounts.security")
    assert (told.user, told.context["event"]) == (supervisor, "second_factor_reset")


@pytest.mark.parametrize(("role", "reason"), [(Role.RBDE, "motif"), (Role.ADMINISTRATOR, "  ")])
def test_nobody_else_and_never_without_a_reason(supervisor, role, reason):
    totp.give(supervisor)

    with pytest.raises(Refused):
        protection.reset_second_factor(actor_for(role), supervisor, reason)
    assert Authenticator.objects.exists()


def test_nothing_to_reset_and_never_oneself(supervisor):
    admin = actor_for(Role.ADMINISTRATOR)
    totp.give(admin.user)

    for user in (supervisor, admin.user):
        with pytest.raises(Refused):
            protection.reset_second_factor(admin, user, "motif")


@pytest.mark.parametrize("page", ["renommer", "retirer"])
def test_the_passkey_of_somebody_else_is_not_found(client, page):
    key = Authenticator.objects.create(
        user=UserFactory(), type=Authenticator.Type.WEBAUTHN, data={"name": "Clé"}
    )
    sign_in(client, actor_for(Role.TEACHER).user)
    url = f"/mon-compte/securite/cles/{key.pk}/{page}/"
    assert client.get(url).status_code == 404 and client.post(url).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()
