import re

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth import get_user
from django.urls import reverse
from django.utils import timezone

from accounts import signin_links, todo
from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, User
from accounts.workflow import grants
from outbox.models import Notice
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.links_app")]
PASSWORD = "mot-de-passe-d-essai"


@pytest.fixture
def user():
    return RoleAssignmentFactory(user__email="nadia@ecole.test").user


def sign_in(client, login="nadia@ecole.test", password=PASSWORD, **data):
    return client.post("/connexion/", {"login": login, "password": password, **data})


def signed_in(client):
    return get_user(client).is_authenticated


def test_sign_in_by_password(client, user):
    answer = sign_in(client, " Nadia@Ecole.test ")

    assert (answer.status_code, answer.url) == (302, "/tableau-de-bord/")
    assert client.get("/tableau-de-bord/").content.decode() == "rôle : teacher"


def test_a_closed_page_asks_for_sign_in_and_is_reached_after_it(client, user):
    asked = client.get("/ferme/?x=1")
    assert asked.url == "/connexion/?next=/ferme/%3Fx%3D1"

    assert sign_in(client, next="/ferme/?x=1").url == "/ferme/?x=1"


@pytest.mark.parametrize(
    "target", ["https://voleur.test/", "//voleur.test", r"/\voleur.test", "javascript:alert(1)"]
)
def test_sign_in_never_leads_elsewhere(client, user, target):
    assert sign_in(client, next=target).url == "/tableau-de-bord/"


def test_the_session_key_changes_at_sign_in(client, user):
    client.session.save()
    client.get("/connexion/")
    before = client.session.session_key

    sign_in(client)

    assert client.session.session_key != before


def page_after(client, **data):
    text = sign_in(client, **data).content.decode()
    return re.sub(r'csrfmiddlewaretoken" value="[^"]+"|value="[^"]*@[^"]*"', "", text)


def test_a_wrong_password_and_an_unknown_address_say_the_same(client, user):
    wrong = page_after(client, password="faux-mot-de-passe")
    unknown = page_after(client, login="inconnu@ecole.test")

    assert wrong == unknown
    assert "adresse ou le mot de passe" in wrong and not signed_in(client)


def test_an_inactive_account_is_closed(client, user):
    user.is_active = False
    user.save()

    assert sign_in(client).url == reverse("account_inactive")
    assert not signed_in(client)


def test_failed_tries_are_limited_by_account(client, user):
    for _ in range(6):
        sign_in(client, password="faux")

    answer = sign_in(client)

    assert not signed_in(client)
    assert "Trop d’essais" in answer.content.decode()


def ask_code(client, email="nadia@ecole.test", **data):
    return client.post("/connexion/code/", {"email": email, **data})


def test_sign_in_by_code(client, user, last_secret):
    assert ask_code(client, next="/ferme/").url.startswith("/connexion/code/verifier/")
    code = last_secret("accounts.signin_code")

    client.get("/connexion/code/verifier/")
    answer = client.post("/connexion/code/verifier/", {"code": code, "next": "/ferme/"})

    assert answer.url == "/ferme/" and signed_in(client)


def test_a_code_is_written_nowhere_in_clear_but_its_mail(client, user, last_secret):
    ask_code(client)

    notice = Notice.objects.get()
    assert last_secret("accounts.signin_code") not in f"{notice.context} {notice.dedup_key}"
    assert notice.not_after > timezone.now()


def test_asking_a_code_says_the_same_for_an_unknown_address(client, user):
    known = ask_code(client)
    known_page = client.get(known.url).content.decode()
    client.session.flush()
    client.cookies.clear()
    unknown = ask_code(client, "inconnu@ecole.test")
    unknown_page = client.get(unknown.url).content.decode()

    strip = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|[\w.]+@ecole.test')
    assert known.url == unknown.url
    assert strip.sub("", known_page) == strip.sub("", unknown_page)
    kinds = list(Notice.objects.order_by("pk").values_list("kind", flat=True))
    assert kinds == ["accounts.signin_code", "accounts.unknown_account"]


def test_five_wrong_codes_end_the_try(client, user, last_secret):
    ask_code(client)
    code = last_secret("accounts.signin_code")
    for _ in range(5):
        client.post("/connexion/code/verifier/", {"code": "WRONG1"})

    client.post("/connexion/code/verifier/", {"code": code})

    assert not signed_in(client)


def test_codes_to_one_address_are_limited(client, user):
    for _ in range(5):
        client.cookies.clear()
        ask_code(client)

    assert Notice.objects.count() == 3


def test_forgotten_password(client, user, last_secret, settings):
    client.post(
        "/connexion/mot-de-passe-oublie/",
        {"email": "nadia@ecole.test"},
        headers={"host": "testserver"},
    )
    address = last_secret("accounts.password_reset")
    assert address.startswith(settings.BASE_URL)

    form = client.get(address.removeprefix(settings.BASE_URL), follow=True)
    path = form.redirect_chain[-1][0]
    new = {"password1": "un-tout-autre-secret", "password2": "un-tout-autre-secret"}
    client.post(path, new)

    assert sign_in(client, password="un-tout-autre-secret").status_code == 302
    assert Notice.objects.filter(kind="accounts.security").exists()
    client.logout()
    again = client.get(address.removeprefix(settings.BASE_URL), follow=True)
    assert "Ce lien ne sert plus" in again.content.decode()


def test_a_mail_scanner_spends_no_link_of_a_password(client, user, last_secret, settings):
    client.post("/connexion/mot-de-passe-oublie/", {"email": "nadia@ecole.test"})
    path = last_secret("accounts.password_reset").removeprefix(settings.BASE_URL)
    for _ in range(2):
        scanner = type(client)()
        scanner.head(path, follow=True)
        scanner.get(path, follow=True)

    page = client.get(path, follow=True).redirect_chain[-1][0]
    new = {"password1": "un-tout-autre-secret", "password2": "un-tout-autre-secret"}
    client.post(page, new)
    assert sign_in(client, password="un-tout-autre-secret").status_code == 302


def test_forgotten_password_says_the_same_for_an_unknown_address(client, user):
    answers = [
        client.post("/connexion/mot-de-passe-oublie/", {"email": email}).url
        for email in ("nadia@ecole.test", "inconnu@ecole.test")
    ]

    assert answers[0] == answers[1] == "/connexion/mot-de-passe-oublie/envoye/"


def test_a_foreign_host_never_reaches_a_mail(client, user, last_secret, settings):
    forged = client.post(
        "/connexion/mot-de-passe-oublie/",
        {"email": "nadia@ecole.test"},
        headers={"host": "voleur.test"},
    )
    assert forged.status_code == 400 and not Notice.objects.exists()

    settings.ALLOWED_HOSTS = ["*"]
    client.post(
        "/connexion/mot-de-passe-oublie/",
        {"email": "nadia@ecole.test"},
        headers={"host": "voleur.test"},
    )
    assert last_secret("accounts.password_reset").startswith(settings.BASE_URL)


def test_an_account_opens_only_from_its_mailbox(client):
    form = {"email": "x@x.test", "password1": PASSWORD, "password2": PASSWORD}
    client.post("/connexion/sans-compte/", form)
    assert not User.objects.exists()


def test_log_out_is_a_post(client, user):
    client.force_login(user)

    assert client.get("/deconnexion/").status_code == 200 and signed_in(client)
    assert client.post("/deconnexion/").url == "/"
    assert not signed_in(client)


def test_the_one_time_link_signs_in_once_and_by_post_only(client, user, settings):
    path = signin_links.make(user).removeprefix(settings.BASE_URL)

    assert client.get(path).status_code == client.head(path).status_code == 200
    assert not signed_in(client)
    assert client.post(path).url == "/tableau-de-bord/" and signed_in(client)
    client.logout()
    assert client.get(path).status_code == client.post(path).status_code == 410
    assert not signed_in(client)


def test_the_one_time_link_advises_a_password(client, user, settings):
    user.set_unusable_password()
    user.save()
    path = signin_links.make(user).removeprefix(settings.BASE_URL)

    assert client.post(path).url == "/tableau-de-bord/"
    assert (
        "choisissez dès maintenant un mot de passe" in client.get("/mon-compte/").content.decode()
    )


def test_who_has_no_name_says_it_before_the_link_signs_in(client, user, settings):
    User.objects.filter(pk=user.pk).update(first_name="", last_name="")
    user.refresh_from_db()
    path = signin_links.make(user).removeprefix(settings.BASE_URL)

    assert 'name="last_name"' in client.get(path).content.decode()
    refused = client.post(path, {"first_name": "Nadia", "last_name": ""})
    assert "Nadia" in refused.content.decode() and not signed_in(client)
    assert client.post(path, {"first_name": "Nadia", "last_name": "Ferrand"}).status_code == 302
    assert signed_in(client)
    user.refresh_from_db()
    assert user.get_full_name() == "Nadia Ferrand"
    assert JournalEntry.objects.filter(user=user, verb="a indiqué son nom").exists()


def test_the_dashboard_asks_for_the_name_that_nobody_knows(user):
    user.first_name = user.last_name = ""
    actor = Actor.of(user)
    assert [one.title for one in todo.todos(actor, None)] == ["Indiquer votre nom"]
    user.last_name = "Ferrand"
    assert todo.todos(actor, None) == []


def test_the_one_time_link_of_a_closed_account_is_dead(client, user, settings):
    path = signin_links.make(user).removeprefix(settings.BASE_URL)
    User.objects.filter(pk=user.pk).update(is_active=False)

    assert client.post(path).status_code == 410


def test_a_former_mailbox_opens_nothing(client, user):
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    user.email = "nouvelle@ecole.test"
    user.save()
    grants.forget_former_addresses(user)

    ask_code(client, "nadia@ecole.test")

    assert not Notice.objects.filter(kind="accounts.signin_code").exists()


def test_passwords_are_checked(client):
    actor = actor_for(Role.TEACHER)
    client.force_login(actor.user)
    form = {"oldpassword": PASSWORD, "password1": "court", "password2": "court"}

    assert client.post("/mon-compte/mot-de-passe/", form).status_code == 200
    actor.user.refresh_from_db()
    assert actor.user.check_password(PASSWORD)


def test_a_person_without_password_signs_in_by_code_only(client):
    user = User.objects.create_user("sans@ecole.test")

    assert not user.has_usable_password()
    assert sign_in(client, "sans@ecole.test", "").status_code == 200
    assert ask_code(client, "sans@ecole.test").status_code == 302


def test_history_holds_no_password():
    user = UserFactory()
    event = User._meta.get_field("events").related_model
    user.first_name = "Autre"
    user.save()

    assert event.objects.get().first_name != "Autre"
    assert "password" not in {field.name for field in event._meta.fields}
