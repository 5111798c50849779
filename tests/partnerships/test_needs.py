"""The needs of companies: one line, dated, read by territory, exported."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.violations import Refused
from partnerships.models import CompanyNeed
from partnerships.rules import companies as rules_companies
from partnerships.workflow import needs
from partnerships.workflow.needs import Told
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    BranchOrganisationFactory,
    CompanyFactory,
    DepartmentFactory,
    MunicipalityFactory,
    SchoolFactory,
    SectorFactory,
    TrainingBasinFactory,
)
from tests.partnerships.factories import CompanyNeedFactory

TODAY = dt.date(2026, 11, 23)
URL = "/immersions/besoins/"


def away():
    return DepartmentFactory(code="34", name="Hérault")


def tell(actor, company, **values):
    given = {"job": "Soudeuse", "level": "bac", "wanted_from": dt.date(2027, 9, 1), "count": 2}
    return needs.tell(actor, Told(company, **given | values), key=uuid.uuid4(), today=TODAY)


@pytest.mark.parametrize(
    ("job", "day", "department", "fields"),
    [
        ("Soudeuse", dt.date(2027, 9, 1), "31", []),
        (" ", dt.date(2027, 9, 1), "31", ["job"]),
        ("Soudeuse", dt.date(2026, 1, 1), "31", ["wanted_from"]),
        ("Soudeuse", dt.date(2036, 1, 1), "31", ["wanted_from"]),
        ("Soudeuse", dt.date(2027, 9, 1), None, ["company"]),
    ],
)
def test_what_a_need_must_hold(job, day, department, fields):
    found = rules_companies.check_need(job, day, department, TODAY)
    assert [one.field for one in found] == fields


def test_a_need_takes_the_sector_and_the_bassin_of_its_company(db):
    town = MunicipalityFactory()
    basin = TrainingBasinFactory()
    SchoolFactory(municipality=town, basin=basin)
    rbde = actor_for(Role.RBDE, school=SchoolFactory())
    company = CompanyFactory(municipality=town, sector=SectorFactory())
    need = tell(rbde, company)
    assert (need.basin, need.sector, need.told_by) == (basin, company.sector, rbde.user)
    entry = JournalEntry.objects.about(need).get()
    assert (entry.company, entry.words) == (
        company,
        "Soudeuse, Bac professionnel ou technologique",
    )
    SchoolFactory(municipality=town, basin=TrainingBasinFactory())
    assert tell(rbde, company).basin is None


def test_who_tells_whose_need(db):
    company = CompanyFactory()
    branch = BranchOrganisationFactory()
    may = {
        "company": actor_for(Role.COMPANY_REPRESENTATIVE, company=company),
        "rbde": actor_for(Role.RBDE, school=SchoolFactory()),
        "mission": actor_for(Role.MISSION_OFFICER, department=company.department),
        "branch": actor_for(Role.BRANCH_OFFICER, branch=branch),
    }
    may_not = {
        "other company": actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory()),
        "far rbde": actor_for(Role.RBDE, school=SchoolFactory(department=away())),
        "teacher": actor_for(Role.TEACHER, school=SchoolFactory()),
        "rectorat": actor_for(Role.EDUCATION_AUTHORITY, whole_region=True),
        "admin": actor_for(Role.ADMINISTRATOR),
    }
    for actor in may.values():
        need = tell(actor, company)
        assert CompanyNeed.objects.visible_to(actor).filter(pk=need.pk).exists()
    for actor in may_not.values():
        with pytest.raises(Refused, match="votre territoire"):
            tell(actor, company)
        with pytest.raises(Refused, match="pas ouverte"):
            needs.end(actor, need)
    needs.end(may["company"], need, TODAY)
    needs.end(may["rbde"], need, TODAY + dt.timedelta(days=1))
    need.refresh_from_db()
    assert need.ended_on == TODAY


def test_the_page_adds_filters_closes_and_exports(client, db):
    rbde = actor_for(Role.RBDE, school=SchoolFactory())
    client.force_login(rbde.user)
    basin, company = TrainingBasinFactory(), CompanyFactory(name="Forge du Lac")
    CompanyNeedFactory(job="Lointain", company=CompanyFactory(department=away()))
    CompanyNeedFactory(job="Vendeuse", company=company)
    bad = client.post(URL, {"job": "Soudeuse"}).content.decode()
    assert "Ce champ est obligatoire" in bad
    sent = {
        "form_key": str(uuid.uuid4()),
        "company": str(company.pk),
        "job": "Soudeuse",
        "level": "cap",
        "count": "3",
        "basin": basin.pk,
        "wanted_from": "2027-09-01",
    }
    client.post(URL, sent)
    client.post(URL, sent)
    assert CompanyNeed.objects.filter(job="Soudeuse").count() == 1
    text = client.get(URL, {"bassin": basin.pk}).content.decode()
    assert "Soudeuse" in text and "Vendeuse" not in text and "Lointain" not in text
    end = reverse("partnerships:need_end", args=[CompanyNeed.objects.get(job="Soudeuse").pk])
    assert "Le besoin est clos" in client.post(end, follow=True).content.decode()
    assert "Soudeuse" not in client.get(URL).content.decode()
    answer = client.get(URL, {"clos": "on", "format": "csv"})
    csv = b"".join(answer.streaming_content).decode()
    assert "Soudeuse" in csv and "Vendeuse" in csv and "Lointain" not in csv
    assert JournalEntry.objects.latest("pk").verb == "a exporté les besoins des entreprises"


def test_another_s_need_is_not_found(client, db):
    need = CompanyNeedFactory()
    end = reverse("partnerships:need_end", args=[need.pk])
    far = [
        actor_for(Role.RBDE, school=SchoolFactory(department=away())),
        actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory()),
    ]
    for actor in far:
        client.force_login(actor.user)
        assert client.post(end).status_code == 404
        assert "Chaudronnier" not in client.get(URL).content.decode()
    client.force_login(actor_for(Role.TEACHER, school=SchoolFactory()).user)
    assert client.get(URL).status_code == 403
