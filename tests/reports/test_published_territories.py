"""A published report is of a set of départements, whoever publishes it (DOMAIN §7)."""

import pytest

from accounts.enums import Role
from directory.models import Department
from partnerships.enums.contract import ContractState
from reports.models import PublishedReport
from reports.report import Report
from reports.territories import ALL, LONGEST, named, territories_of
from reports.workflow import published as workflow
from tests.accounts.factories import actor_for
from tests.directory.factories import AcademyFactory, DepartmentFactory

pytestmark = pytest.mark.django_db


def test_two_territories_are_two_reports_whoever_publishes_them(world):
    """The administrator's widest is the country; an académie held in part is no académie."""
    academies = [AcademyFactory(), AcademyFactory(code="11")]
    ariege = DepartmentFactory(code="09", name="Ariège")
    DepartmentFactory(code="46", name="Lot")
    DepartmentFactory(code="75", name="Paris", academy=AcademyFactory(code="01", name="Paris"))
    places = [ariege, world.haute_garonne, world.herault]
    rectorat = actor_for(Role.EDUCATION_AUTHORITY, academies=academies)
    administrator = actor_for(Role.ADMINISTRATOR)
    part = actor_for(Role.EDUCATION_AUTHORITY, departments=places)
    for publisher in (rectorat, administrator, part):
        for place in territories_of(publisher):
            if place.code == ALL or (place.code == "academie-16" and publisher != administrator):
                workflow.publish(publisher, Report(2026, place))
    world.immersion(ContractState.COMPLETED)
    [academy] = [one for one in territories_of(administrator) if one.code == "academie-16"]
    workflow.publish(administrator, Report(2026, academy), "Une classe oubliée")
    toulouse = "Académie de Toulouse : Ariège (09), Haute-Garonne (31)"
    assert {one.label: one.versions.count() for one in PublishedReport.objects.all()} == {
        "Région académique Occitanie": 1,
        "France entière": 1,
        "Académie de Toulouse": 2,
        toulouse: 1,
        f"{toulouse} ; Académie de Montpellier : Hérault (34)": 1,
    }


def test_a_long_name_is_cut_to_what_a_row_holds(world):
    places = [
        Department(code=f"{n:03}", name=f"Département {n}", academy=world.herault.academy)
        for n in range(70)
    ]
    assert named(places[:20], places) == (
        f"20 départements : {', '.join(f'{n:03}' for n in range(20))}"
    )
    assert len(named(places[:60], places)) == LONGEST


def test_a_version_is_of_its_territory_on_the_page_that_publishes(client, world):
    academies = [AcademyFactory(), AcademyFactory(code="11")]
    rectorat, administrator = (
        actor_for(Role.EDUCATION_AUTHORITY, academies=academies), actor_for(Role.ADMINISTRATOR)
    )  # fmt: skip
    DepartmentFactory(code="75", name="Paris", academy=AcademyFactory(code="01", name="Paris"))
    client.force_login(rectorat.user)
    client.post("/rapports/publier/", {})
    assert client.get("/rapports/").context["published"].count() == 1
    client.force_login(administrator.user)
    page = client.get("/rapports/publier/")
    assert page.context["published"] is None and "France entière" in page.content.decode()
    file = client.get(f"{PublishedReport.objects.get().get_absolute_url()}telecharger/?format=csv")
    assert "rapport-2026-2027-region-academique-occitanie-v1" in file["Content-Disposition"]
