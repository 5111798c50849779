import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from portal.doors import doors
from portal.menu import menu
from portal.templatetags import portal as tags
from tests.accounts.factories import RoleAssignmentFactory, actor_for
from tests.directory.factories import (
    BranchOrganisationFactory,
    CompanyFactory,
    SchoolFactory,
    SchoolYearFactory,
)

day = dt.date.fromisoformat


def labels(role, path="/"):
    return [item.label for item in menu(role, path)]


def test_menu_by_role():
    assert labels(None)[0] == "Accueil"
    assert "Administration" in labels(Role.RBDE) and "Rapports" in labels(Role.RBDE)
    assert "Administration" not in labels(Role.TEACHER)
    assert "Rapports" not in labels(Role.COMPANY_REPRESENTATIVE)
    assert "Rappels" in labels(Role.EDUCATION_AUTHORITY) and "Rappels" not in labels(Role.RBDE)


def test_menu_marks_where_one_is():
    current = [item.label for item in menu(Role.TEACHER, "/stages/periodes/3/") if item.current]
    assert current == ["Stages"]
    assert [item.label for item in menu(None, "/") if item.current] == ["Accueil"]


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_door(role):
    assert doors(role)


@pytest.mark.django_db
def test_header_names_role_and_place(client):
    SchoolYearFactory()
    school = SchoolFactory(name="Collège Léon Blum", city="Colomiers")
    actor = actor_for(Role.HEAD, school=school)
    client.force_login(actor.user)
    page = client.get("/aide/").content.decode()
    assert "Chef d’établissement" in page and "Collège Léon Blum (Colomiers)" in page
    assert 'id="choix-role"' not in page
    RoleAssignmentFactory(user=actor.user, role=Role.TEACHER, schools=[school])
    assert 'id="choix-role"' in client.get("/aide/").content.decode()


@pytest.mark.django_db
def test_header_counts_the_other_places(client):
    companies = [CompanyFactory(name=f"Atelier {letter}") for letter in "ABC"]
    client.force_login(actor_for(Role.COMPANY_REPRESENTATIVE, companies=companies).user)
    assert "Atelier A et 2 autres" in client.get("/aide/").content.decode()


@pytest.mark.django_db
def test_header_names_the_branch(client):
    branch = BranchOrganisationFactory(name="UIMM Occitanie")
    client.force_login(actor_for(Role.BRANCH_OFFICER, branch=branch).user)
    assert "UIMM Occitanie" in client.get("/aide/").content.decode()


@pytest.mark.django_db
def test_person_without_a_role_is_told(client):
    actor = actor_for(Role.TEACHER)
    actor.user.role_assignments.update(ends_on="2020-01-01", starts_on="2019-01-01")
    client.force_login(actor.user)
    assert "Aucun rôle n’est en cours" in client.get("/tableau-de-bord/").content.decode()


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2027-01-04", "2027-01-04", "le 4 janvier 2027"),
        ("2027-03-01", "2027-03-03", "du 1er au 3 mars 2027"),
        ("2027-03-30", "2027-04-01", "du 30 mars au 1er avril 2027"),
        ("2026-12-31", "2027-01-01", "du 31 décembre 2026 au 1er janvier 2027"),
    ],
)
def test_period_in_french(first, last, words):
    assert tags.period(day(first), day(last)) == words


def test_a_company_and_a_branch_find_their_desk_first():
    assert doors(Role.COMPANY_REPRESENTATIVE)[0].url == reverse("partnerships:desk")
    assert doors(Role.BRANCH_OFFICER)[0].url == reverse("partnerships:branch_desk")
