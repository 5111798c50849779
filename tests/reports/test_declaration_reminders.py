"""Committees and networks that do not answer are somebody's, as schools are (DOMAIN §7)."""

import datetime as dt

import pytest

from accounts.enums import Role
from clee.enums import CommitteeKind, CommitteeState
from clee.models import Committee
from outbox.kinds import kind_of
from outbox.models import Notice
from portal.todos import todos_for
from reminders.planner import plan
from reminders.rules import rule_of
from reports.enums.declaration import DeclarantKind
from reports.models.declarations import address
from reports.reminders import supervisors, unsigned_rbde
from reports.workflow import declarations as workflow
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory
from tests.directory.factories import (
    AcademyFactory,
    DepartmentFactory,
    PartnerNetworkFactory,
    SchoolYearFactory,
)

pytestmark = pytest.mark.django_db
_, COMMITTEE, NETWORK = DeclarantKind
LATE = "2027-07-02 12:00+02:00"


@pytest.fixture
def year(time_machine):
    time_machine.move_to("2027-06-10 10:00+02:00")
    return SchoolYearFactory()


@pytest.fixture
def here(year):
    """Two départements of one académie, the second without anybody."""
    DepartmentFactory(code="09", name="Ariège")
    return DepartmentFactory()


def committee(name, *departments, **more):
    made = CommitteeFactory(name=name, **more)
    made.departments.set(departments)
    return made


@pytest.fixture
def behind(here):
    """A CLEE and a club that have not signed; others that nobody waits for here."""
    club = PartnerNetworkFactory(name="Club des dix")
    club.departments.set([here])
    PartnerNetworkFactory(name="Ailleurs").departments.set([DepartmentFactory(code="09")])
    committee("CLEE en sommeil", here, state=CommitteeState.DORMANT)
    committee("RBDE 31", here, kind=CommitteeKind.RBDE)
    return committee("CLEE du Nord", here, DepartmentFactory(code="09")), club


def titles(actor, year):
    return [one.title for one in todos_for(actor, year) if "déclaration" in one.title]


def test_the_supervisor_hears_of_committees_and_networks_in_the_same_mail(
    here, behind, year, time_machine
):
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=here)
    time_machine.move_to(LATE)
    plan(rules=[rule_of("declaration.supervisor")])
    notice = Notice.objects.get(kind="declaration.supervisor")
    assert notice.user == supervisor.user
    content = kind_of(notice.kind).render(notice.at(notice.due_at))
    assert content.facts == [("Comités", "1 : CLEE du Nord"), ("Réseaux", "1 : Club des dix")]


def test_the_to_do_names_each_kind_until_it_is_signed(client, here, behind, year, time_machine):
    clee, club = behind
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=here)
    assert titles(supervisor, year) == ["Signer la déclaration de l’année"]
    time_machine.move_to(LATE)
    assert titles(supervisor, year) == [
        "Relancer un comité sans déclaration",
        "Relancer un réseau sans déclaration",
        "Signer la déclaration de l’année",
    ]
    client.force_login(supervisor.user)
    [of_club] = [one for one in todos_for(supervisor, year) if "réseau" in one.title]
    assert address(NETWORK, club.pk, 2026) in client.get(of_club.url).content.decode()
    officer = actor_for(Role.MISSION_OFFICER, network=club)
    lead = actor_for(Role.CO_LEAD)
    MandateFactory(committee=clee, user=lead.user, starts_on=dt.date(2026, 9, 1))
    for actor, kind, subject in ((officer, NETWORK, club), (lead, COMMITTEE, clee)):
        assert supervisors().exists()
        workflow.sign(actor, workflow.save(actor, kind, subject, 2026, "nothing"))
    assert not supervisors().exists()
    assert titles(supervisor, year) == ["Signer la déclaration de l’année"]


def test_who_convenes_the_network_of_rbde_is_reminded_until_it_is_signed(
    here, behind, year, time_machine
):
    supervisor = actor_for(Role.DEPARTMENT_SUPERVISOR, department=here)
    whole = actor_for(Role.DEPARTMENT_SUPERVISOR, academies=[AcademyFactory()])
    actor_for(Role.DEPARTMENT_SUPERVISOR, department=DepartmentFactory(code="34"))
    actor_for(Role.DEPARTMENT_OFFICE, department=here)
    people = {supervisor.user.pk, whole.user.pk}
    for day, before in (("2027-05-15", 46), ("2027-06-20", 10)):
        time_machine.move_to(f"{day} 07:00+02:00")
        plan(rules=[rule_of(f"declaration.rbde.{before}")])
        told = Notice.objects.filter(kind=f"declaration.rbde.{before}")
        assert set(told.values_list("user", flat=True)) == people
    rbde = Committee.objects.get(kind=CommitteeKind.RBDE)
    row = workflow.save(supervisor, COMMITTEE, rbde, 2026, "nothing")
    workflow.sign(supervisor, row)
    assert not unsigned_rbde().exists()
    assert rule_of("declaration.rbde.10").holds(told.first()) is False
