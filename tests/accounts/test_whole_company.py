"""R-ID-2: the SIRETs of a SIREN as one workplace; who may open them all."""

import itertools

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actor import Actor
from accounts.enums import Evidence, Role, RoleState
from accounts.models import RoleAssignment
from accounts.rules import WHOLE_COMPANY, may_open_whole_company
from accounts.workflow import roles
from directory.violations import Refused
from portal.header import scope_label
from tests.accounts.factories import RoleAssignmentFactory, UserFactory, actor_for
from tests.directory.factories import CompanyFactory, DepartmentFactory, SchoolFactory

pytestmark = pytest.mark.django_db
REPRESENTATIVE = Role.COMPANY_REPRESENTATIVE


@pytest.fixture
def here():
    return DepartmentFactory(code="31")


@pytest.fixture
def sites(here):
    return [site("73282932000074", here, "Colomiers"), site("73282932000082", here, "Muret")]


def site(siret, department, city):
    return CompanyFactory(name="Mécanique", siret=siret, department=department, city=city)


def asked(company):
    user = UserFactory()
    return roles.ask(
        Actor.of(user), user, REPRESENTATIVE, evidence=Evidence.MAILBOX, companies=[company]
    )


def director(company):
    row = RoleAssignmentFactory(role=REPRESENTATIVE, companies=[company], includes_siblings=True)
    return Actor.of(row.user)


@pytest.mark.parametrize(("role", "elsewhere"), list(itertools.product(Role, (True, False))))
def test_the_rule(role, elsewhere):
    assert may_open_whole_company(role, elsewhere) == (role in WHOLE_COMPANY and not elsewhere)


def test_a_representative_of_all_sites_opens_them_all(sites):
    row = roles.validate(director(sites[0]), asked(sites[1]), whole_company=True)

    assert row.includes_siblings
    assert Actor.of(row.user).company_ids == {site.pk for site in sites}


def test_a_representative_of_one_site_opens_that_site_only(sites):
    actor = actor_for(REPRESENTATIVE, company=sites[0])
    row = asked(sites[0])

    with pytest.raises(Refused, match="tous les établissements"):
        roles.validate(actor, row, whole_company=True)
    assert roles.validate(actor, row).includes_siblings is False


def test_an_officer_opens_what_lies_in_their_departements(sites, here):
    officer = actor_for(Role.MISSION_OFFICER, department=here)
    assert roles.validate(officer, asked(sites[0]), whole_company=True).includes_siblings

    site("73282932000090", DepartmentFactory(code="09"), "Pamiers")
    with pytest.raises(Refused):
        roles.validate(officer, asked(sites[0]), whole_company=True)


def test_an_rbde_vouches_for_one_site(sites, here):
    rbde = actor_for(Role.RBDE, school=SchoolFactory(department=here))
    row = asked(sites[0])

    with pytest.raises(Refused):
        roles.validate(rbde, row, whole_company=True)
    assert roles.validate(rbde, row).state == RoleState.VALIDATED


def test_a_role_over_the_whole_company_is_not_ended_from_one_of_its_sites(sites):
    boss = director(sites[0])
    row = RoleAssignment.objects.get(user=boss.user)
    one_site = actor_for(REPRESENTATIVE, company=sites[0])

    assert not RoleAssignment.objects.decided_by(one_site).filter(pk=row.pk).exists()
    with pytest.raises(Refused):
        roles.end(one_site, row, "Départ")
    assert RoleAssignment.objects.decided_by(director(sites[1])).filter(pk=row.pk).exists()


def test_a_company_without_other_site_has_nothing_to_open(here):
    alone = CompanyFactory(siret="40483304800022", department=here)
    with pytest.raises(Refused):
        roles.validate(director(alone), asked(alone), whole_company=True)


def test_the_queue_asks_only_who_may(client, sites, here):
    row = asked(sites[0])
    url = reverse("roles_to_validate")
    box = f'name="whole_companies" value="{row.pk}"'
    client.force_login(actor_for(Role.RBDE, school=SchoolFactory(department=here)).user)
    assert box not in client.get(url).content.decode()
    client.force_login(director(sites[0]).user)
    assert box in client.get(url).content.decode()

    data = {"rows": [row.pk], "whole_companies": [row.pk], "decision": "validate"}
    client.post(url, data)

    row.refresh_from_db()
    assert (row.state, row.includes_siblings) == (RoleState.VALIDATED, True)


def test_a_forged_box_is_refused_and_said(client, sites):
    row = asked(sites[0])
    client.force_login(actor_for(REPRESENTATIVE, company=sites[0]).user)

    data = {"rows": [row.pk], "whole_companies": [row.pk], "decision": "validate"}
    page = client.post(reverse("roles_to_validate"), data, follow=True)

    row.refresh_from_db()
    assert (row.state, row.includes_siblings) == (RoleState.WAITING, False)
    assert "tous les établissements" in page.content.decode()


def test_the_queue_costs_the_same_for_many_companies(client, sites, here):
    officer = actor_for(Role.MISSION_OFFICER, department=here)
    client.force_login(officer.user)
    counts = []
    for _ in range(2):
        for company in sites:
            asked(company)
        with CaptureQueriesContext(connection) as seen:
            client.get(reverse("roles_to_validate"))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_an_invitation_may_open_the_whole_company(client, sites):
    client.force_login(director(sites[0]).user)
    data = {
        "email": "neuve@exemple.test",
        "first_name": "Ève",
        "last_name": "Neuve",
        "role": REPRESENTATIVE,
        "place": sites[1].pk,
        "whole_company": "on",
    }
    client.post(reverse("invite"), data)
    assert RoleAssignment.objects.get(user__email="neuve@exemple.test").includes_siblings

    client.force_login(actor_for(REPRESENTATIVE, company=sites[0]).user)
    assert "Toute l’entreprise" not in client.get(reverse("invite")).content.decode()


def test_grant_role_gives_and_takes_back_the_whole_company(sites, capsys):
    given = ["dir@exemple.test", REPRESENTATIVE.value, "--company", sites[0].siret]
    call_command("grant_role", *given, "--whole-company")
    row = RoleAssignment.objects.get(user__email="dir@exemple.test")
    assert row.includes_siblings and "tous les établissements" in capsys.readouterr().out

    call_command("grant_role", *given)
    row.refresh_from_db()
    assert not row.includes_siblings and RoleAssignment.objects.count() == 1


def test_the_header_names_one_company_and_its_sites(sites):
    assert scope_label(director(sites[0])) == "Mécanique, 2 sites"
    assert scope_label(actor_for(REPRESENTATIVE, company=sites[0])) == "Mécanique"
