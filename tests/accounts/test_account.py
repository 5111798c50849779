import datetime as dt

import pytest
from django.utils import timezone

from accounts.enums import Role
from accounts.models import JournalEntry
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.directory.factories import SchoolFactory

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.accounts.links_app")]
PASSWORD = "mot-de-passe-d-essai"


@pytest.fixture
def user():
    user = UserFactory(email="deux@ecole.test")
    RoleAssignmentFactory(user=user, role=Role.TEACHER, schools=[SchoolFactory()])
    RoleAssignmentFactory(user=user, role=Role.HEAD, schools=[SchoolFactory(name="Lycée Fermat")])
    return user


def test_switching_role_changes_the_session_key(client, user):
    client.force_login(user)
    before = client.session.session_key

    answer = client.post("/role/", {"role": "head", "next": "/ferme/"})

    assert answer.url == "/ferme/"
    assert client.get("/tableau-de-bord/").content.decode() == "rôle : head"
    assert client.session.session_key != before


@pytest.mark.parametrize("target", ["https://voleur.test/", "//voleur.test", r"\\voleur.test", ""])
def test_switching_role_stays_on_the_portal(client, user, target):
    client.force_login(user)

    assert client.post("/role/", {"role": "head", "next": target}).url == "/tableau-de-bord/"


@pytest.mark.parametrize("role", ["administrator", "nimporte", ""])
def test_a_role_that_one_does_not_hold_is_not_taken(client, user, role):
    client.force_login(user)
    client.post("/role/", {"role": role})

    assert client.get("/tableau-de-bord/").content.decode() == "rôle : teacher"


def test_the_switcher_takes_posts_only(client, user):
    client.force_login(user)

    assert client.get("/role/").status_code == 405


def test_a_role_that_ends_ends_access_in_the_open_session(client, user):
    person = actor_for(Role.TEACHER).user
    client.force_login(user)
    client.post("/role/", {"role": "head"})
    assert client.get(f"/personne/{user.pk}/").status_code == 200
    assert client.get(f"/personne/{person.pk}/").status_code == 404

    user.role_assignments.filter(role=Role.HEAD).update(
        starts_on=timezone.localdate() - dt.timedelta(days=9),
        ends_on=timezone.localdate() - dt.timedelta(days=1),
    )

    assert client.get(f"/personne/{user.pk}/").status_code == 403
    assert client.get("/tableau-de-bord/").content.decode() == "rôle : teacher"


def test_a_person_without_role_has_no_right(client):
    client.force_login(UserFactory())

    assert client.get("/tableau-de-bord/").content.decode() == "rôle : None"
    assert client.get("/personne/1/").status_code == 403
    assert client.get("/mon-compte/").status_code == 200


def test_my_account_shows_roles_sessions_and_my_own_acts(client, user):
    JournalEntry.objects.create(user=user, actor_label="Moi", verb="a fait ceci")
    JournalEntry.objects.create(user=UserFactory(), actor_label="Autre", verb="a fait cela")
    client.post("/connexion/", {"login": user.email, "password": PASSWORD})

    page = client.get("/mon-compte/").content.decode()

    assert "Lycée Fermat" in page and "Chef d’établissement" in page
    assert "Cette session" in page
    assert "a fait ceci" in page and "a fait cela" not in page


def test_who_was_invited_says_their_name(client):
    user = UserFactory(email="neuve@ecole.test", first_name="", last_name="")
    client.force_login(user)
    assert "Indiquer mon nom" in client.get("/mon-compte/").content.decode()

    empty = client.post("/mon-compte/nom/", {"first_name": "Nadia", "last_name": ""})
    assert "Nadia" in empty.content.decode() and "obligatoire" in empty.content.decode()
    client.post("/mon-compte/nom/", {"first_name": "Nadia", "last_name": "Ferrand"})

    user.refresh_from_db()
    assert str(user) == "Nadia Ferrand"
    assert JournalEntry.objects.get().verb == "a indiqué son nom"


def test_closing_my_other_sessions(client, user):
    other = type(client)()
    for browser in (client, other):
        browser.post("/connexion/", {"login": user.email, "password": PASSWORD})

    client.post("/mon-compte/sessions/")

    assert client.get("/ferme/").status_code == 200
    assert other.get("/ferme/").status_code == 302
