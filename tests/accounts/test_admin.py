import datetime as dt
import re
from html import unescape

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from accounts import links
from accounts.enums import Role
from accounts.models import JournalEntry, PersonalLink, RoleAssignment, User
from directory.admin_base import ScopedAdmin
from outbox.models import Notice
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import SchoolFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client):
    actor = actor_for(Role.ADMINISTRATOR)
    client.force_login(actor.user)
    return actor


def page(client, name, *args):
    return client.get(reverse(f"admin:{name}", args=args))


@pytest.mark.parametrize("role", list(Role))
def test_the_admin_opens_to_the_roles_that_use_it(client, role):
    client.force_login(actor_for(role).user)

    assert client.get("/admin/").status_code == (200 if role.uses_admin else 302)
    if not role.uses_admin:
        assert client.get("/admin/", follow=True).status_code == 403


def test_the_admin_uses_the_portals_sign_in(client):
    asked = client.get("/admin/", follow=True)

    assert asked.redirect_chain[-1][0] == "/connexion/?next=/admin/"
    assert 'name="login"' in asked.content.decode()


def test_admin_sign_in_never_leads_elsewhere(client):
    actor_for(Role.ADMINISTRATOR, user=UserFactory(email="chef@x.test"))
    client.get("/admin/login/?next=https://voleur.test/", follow=True)
    answer = client.post(
        "/connexion/",
        {"login": "chef@x.test", "password": "mot-de-passe-d-essai", "next": "https://voleur.test"},
    )

    assert answer.url == "/tableau-de-bord/"


def test_every_registered_admin_is_scoped():
    others = [
        model for model, page in admin.site._registry.items() if not isinstance(page, ScopedAdmin)
    ]

    assert not others


def test_titles_are_french_whatever_the_gender_of_the_noun(client, boss):
    school = SchoolFactory(name="Lycée Ampère", city="Lyon")

    def title(name, *args):
        html = page(client, name, *args).content.decode()
        return unescape(re.search("<h1>(.*?)</h1>", html)[1]).replace("\u00a0", " ")

    assert title("directory_school_changelist") == "Établissements scolaires"
    assert title("directory_school_add") == "Ajouter : établissement scolaire"
    change = title("directory_school_change", school.pk)
    assert change == f"Établissement scolaire : {school}"
    assert title("app_list", "directory") == "Annuaire"


def test_the_index_tells_what_can_be_done_by_verbs(client):
    client.force_login(actor_for(Role.RBDE).user)
    html = page(client, "index").content.decode()
    words = set(re.findall(r'(?:add|change|view)link"[^>]*>([^<]+)<', html))
    assert words == {"Ajouter", "Modifier", "Afficher"}


def test_a_person_added_in_the_admin_has_no_password_and_is_journalled(client, boss):
    client.post(
        reverse("admin:accounts_user_add"),
        {
            "email": "Neuf@X.test",
            "first_name": "Neuf",
            "last_name": "Venu",
            "is_active": "on",
            "role_assignments-TOTAL_FORMS": 0,
            "role_assignments-INITIAL_FORMS": 0,
        },
    )

    user = User.objects.get(email="neuf@x.test")
    assert not user.has_usable_password()
    entry = JournalEntry.objects.about(user).get()
    assert (entry.user, entry.verb) == (boss.user, "a créé : personne")


def test_a_change_names_the_fields_in_the_journal_and_the_history_shows_it(client, boss):
    user = UserFactory(first_name="Avant")
    data = {
        "email": user.email,
        "first_name": "Après",
        "last_name": user.last_name,
        "is_active": "on",
        "role_assignments-TOTAL_FORMS": 0,
        "role_assignments-INITIAL_FORMS": 0,
    }
    client.post(reverse("admin:accounts_user_change", args=[user.pk]), data)

    entry = JournalEntry.objects.about(user).get()
    assert (entry.verb, entry.words) == ("a modifié : personne", "Prénom")
    shown = page(client, "accounts_user_history", user.pk).content.decode()
    assert "a modifié : personne" in shown and str(boss.user) in shown
    event = User._meta.get_field("events").related_model.objects.get()
    assert event.first_name == "Avant"
    assert event.pgh_context.metadata["role"] == "administrator"
    assert event.pgh_context.metadata["actor"] == boss.label


def test_a_deletion_is_journalled(client, boss):
    user = UserFactory()
    client.post(reverse("admin:accounts_user_delete", args=[user.pk]), {"post": "yes"})

    assert not User.objects.filter(pk=user.pk).exists()
    assert JournalEntry.objects.get().verb == "a supprimé : personne"


def test_a_role_granted_in_the_admin_is_in_force(client, boss):
    user, school = UserFactory(), SchoolFactory()
    data = {
        "user": f"x [n° {user.pk}]",
        "role": "rbde",
        "schools": school.uai.lower(),
        "includes_annexes": "on",
        "starts_on": timezone.localdate().isoformat(),
    }

    answer = client.post(reverse("admin:accounts_roleassignment_add"), data)

    assert answer.status_code == 302, answer.context["adminform"].form.errors
    granted = RoleAssignment.objects.in_force().get(user=user)
    assert list(granted.schools.all()) == [school] and granted.granted_by == boss.user
    form = page(client, "accounts_roleassignment_change", granted.pk).content.decode()
    assert school.uai in form


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"role": "teacher"}, "demande un périmètre"),
        ({"role": "administrator", "schools": "SCHOOL"}, "ne porte pas sur des établissements"),
        ({"role": "teacher", "schools": "0310000Z"}, "Aucune ligne ne porte le numéro"),
    ],
)
def test_a_role_with_a_wrong_scope_is_refused(client, boss, change, message):
    data = {"user": f"x [n° {UserFactory().pk}]", "starts_on": "2026-09-01", **change}
    if data.get("schools") == "SCHOOL":
        data["schools"] = SchoolFactory().uai

    answer = client.post(reverse("admin:accounts_roleassignment_add"), data)

    assert message in answer.content.decode().replace("’", "'")
    assert RoleAssignment.objects.count() == 1


def test_an_rbde_sees_the_people_of_the_school_and_changes_nobody(client):
    school = SchoolFactory()
    rbde = actor_for(Role.RBDE, school=school)
    mate = actor_for(Role.TEACHER, school=school).user
    stranger = actor_for(Role.TEACHER).user
    client.force_login(rbde.user)

    listed = page(client, "accounts_user_changelist").content.decode()
    assert mate.email in listed and stranger.email not in listed
    assert page(client, "accounts_user_change", mate.pk).status_code == 200
    assert stranger.email not in str(client.get("/admin/", follow=True).content)
    for name in ("change", "history", "delete"):
        answer = page(client, f"accounts_user_{name}", stranger.pk)
        assert stranger.email not in answer.content.decode()
        assert answer.status_code in (403, 404)
    for url in ("accounts_user_add", "accounts_roleassignment_add"):
        assert page(client, url).status_code == 403
    answer = client.post(reverse("admin:accounts_user_change", args=[mate.pk]), {"email": "x@x.x"})
    assert answer.status_code == 403


def test_an_ended_role_closes_the_admin_in_the_open_session(client):
    rbde = actor_for(Role.RBDE)
    client.force_login(rbde.user)
    assert client.get("/admin/").status_code == 200

    RoleAssignment.objects.update(state="waiting")

    assert client.get("/admin/").status_code == 302


def test_the_journal_is_read_only(client, boss):
    entry = JournalEntry.objects.create(actor_label="x", verb="a testé")

    assert page(client, "accounts_journalentry_changelist").status_code == 200
    assert page(client, "accounts_journalentry_add").status_code == 403
    url = reverse("admin:accounts_journalentry_change", args=[entry.pk])
    assert client.post(url, {"verb": "autre"}).status_code == 403
    assert client.post(url.replace("change", "delete"), {"post": "yes"}).status_code == 403


def make_link(actor):
    return links.issue(
        actor,
        "essayer",
        UserFactory(),
        name="Jeanne",
        email="jeanne@x.test",
        valid_until=timezone.now() + dt.timedelta(days=1),
    )


def test_links_are_revoked_and_replaced_by_who_issued_them(client):
    rbde, other = actor_for(Role.RBDE), actor_for(Role.RBDE)
    mine, foreign = make_link(rbde), make_link(other)
    client.force_login(rbde.user)

    assert mine.token not in page(client, "accounts_personallink_change", mine.pk).content.decode()
    replace = reverse("admin:accounts_personallink_replace", args=[mine.pk])
    assert client.get(replace).status_code == 405
    client.post(replace)
    new = PersonalLink.objects.get(generation=2)
    assert Notice.objects.get(kind="accounts.new_link").subject == new

    client.post(reverse("admin:accounts_personallink_revoke", args=[new.pk]))
    new.refresh_from_db()
    assert new.state == "revoked"
    for name in ("revoke", "replace"):
        url = reverse(f"admin:accounts_personallink_{name}", args=[foreign.pk])
        assert client.post(url).status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == "valid"
