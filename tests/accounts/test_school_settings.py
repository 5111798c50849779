"""« Réglages de l’établissement »: the head's visa and the board's delegation (R-IM-2)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role, RoleState
from accounts.models import JournalEntry, RoleAssignment
from directory.enums import SchoolStatus
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory

pytestmark = pytest.mark.django_db
PAGE = "/equipe/reglages/"


@pytest.fixture
def school():
    return SchoolFactory(sector_kind=SchoolStatus.PUBLIC, head_visa=True)


@pytest.fixture
def sign_in(client):
    def enter(role, **places):
        actor = actor_for(role, **places)
        client.force_login(actor.user)
        return actor

    return enter


def own(school):
    return reverse("school_settings_of", args=[school.pk])


@pytest.mark.parametrize("role", [Role.HEAD, Role.DEPUTY])
def test_the_heads_say_whether_they_see_requests_first(client, sign_in, school, role):
    sign_in(role, school=school)
    for door in ("/tableau-de-bord/", "/equipe/"):
        assert f'href="{PAGE}"' in client.get(door).content.decode()
    assert "checked" in client.get(PAGE).content.decode()

    answer = client.post(own(school), {"board_delegation_on": "2026-09-15"}, follow=True)

    assert "Les réglages sont enregistrés" in answer.content.decode()
    school.refresh_from_db()
    assert (school.head_visa, school.board_delegation_on) == (False, dt.date(2026, 9, 15))
    told = JournalEntry.objects.get(school=school)
    assert told.words == (
        "visa du chef d’établissement : oui → non ; "
        "délégation du conseil d’administration : aucune date → 15 septembre 2026"
    )


def test_what_did_not_change_is_not_told(client, sign_in, school):
    sign_in(Role.HEAD, school=school)
    answer = client.post(own(school), {"head_visa": "on"}, follow=True)
    assert "Rien n’a changé" in answer.content.decode()
    assert not JournalEntry.objects.filter(school=school).exists()


@pytest.mark.parametrize(
    ("typed", "words"), [("2026-12-24", "ne peut pas être à venir"), ("hier", "date valide")]
)
def test_a_date_that_cannot_be_is_said_at_its_field(client, sign_in, school, typed, words):
    sign_in(Role.HEAD, school=school)
    page = client.post(own(school), {"board_delegation_on": typed}).content.decode()
    assert "Un point est à corriger" in page and words in page and typed in page
    school.refresh_from_db()
    assert school.head_visa and school.board_delegation_on is None


def test_another_school_is_not_there(client, sign_in, school):
    sign_in(Role.HEAD)
    for answer in (client.get(own(school)), client.post(own(school), {})):
        assert answer.status_code == 404
    school.refresh_from_db()
    assert school.head_visa


@pytest.mark.parametrize("role", [Role.TEACHER, Role.DDFPT, Role.EDUCATION_AUTHORITY])
def test_it_is_the_heads_page(client, sign_in, school, role):
    sign_in(role, **({"school": school} if role.of_school else {}))
    assert client.get(PAGE).status_code == client.post(own(school)).status_code == 403
    assert PAGE not in client.get("/tableau-de-bord/").content.decode()


def test_several_schools_have_a_form_each_and_a_private_one_no_board(client, sign_in, school):
    private = SchoolFactory(sector_kind=SchoolStatus.PRIVATE)
    sign_in(Role.HEAD, schools=[school, private])
    page = client.get(PAGE).content.decode()
    assert own(school) in page and own(private) in page
    assert page.count('name="head_visa"') == 2
    assert page.count('name="board_delegation_on"') == 1


def test_a_head_who_is_not_validated_yet_settles_nothing(client, sign_in, school):
    actor = sign_in(Role.HEAD, school=school)
    RoleAssignment.objects.filter(user=actor.user).update(state=RoleState.PROVISIONAL)
    assert "Aucun établissement à régler." in client.get(PAGE).content.decode()
    assert client.post(own(school), {}).status_code == 404
