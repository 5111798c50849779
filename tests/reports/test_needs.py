"""The needs of companies by bassin and sector, as a page and as files."""

import io

import pytest
from python_calamine import CalamineWorkbook

from accounts.enums import Role
from accounts.models import JournalEntry
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    CompanyFactory,
    DepartmentFactory,
    SchoolFactory,
    TrainingBasinFactory,
)
from tests.partnerships.factories import CompanyNeedFactory

pytestmark = pytest.mark.django_db
URL = "/rapports/besoins/"


def test_needs_are_counted_by_basin_sector_and_level(client):
    basin, company = TrainingBasinFactory(name="Comminges"), CompanyFactory()
    for count in (2, 3):
        CompanyNeedFactory(company=company, basin=basin, count=count)
    CompanyNeedFactory(company=CompanyFactory(), basin=basin, count=1)
    CompanyNeedFactory(
        company=CompanyFactory(department=DepartmentFactory(code="34", name="Hérault")), count=50
    )
    officer = actor_for(Role.DEPARTMENT_OFFICE, department=company.department)
    client.force_login(officer.user)
    assert "Comminges" in client.get(URL).content.decode()
    csv = b"".join(client.get(URL, {"format": "csv"}).streaming_content).decode()
    assert "Comminges" in csv and "3;6;2" in csv and "50" not in csv
    answer = client.get(URL, {"format": "xlsx", "bassin": basin.pk})
    book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    rows = book.get_sheet_by_name("Les besoins par bassin").to_python()
    assert rows[1][0] == "Comminges" and rows[1][3:] == [3, 6, 2]
    entry = JournalEntry.objects.latest("pk")
    assert (entry.verb, entry.words) == (
        "a exporté les besoins par bassin",
        "Bassin = Comminges, 1 ligne",
    )
    assert client.get(URL, {"format": "pdf"}).status_code == 404


def test_who_plans_training_reads_them(client):
    client.force_login(actor_for(Role.RBDE, school=SchoolFactory()).user)
    assert client.get(URL).status_code == 403
