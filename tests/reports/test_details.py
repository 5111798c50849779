"""The rows behind a figure, and their files: columns chosen and remembered."""

import csv
import io

import pytest

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.models import School
from reports import details, frozen
from reports.indicators import BY_CODE, Ratio
from reports.models import Export, ExportColumns
from reports.report import Report
from reports.territories import ALL, Territory
from reports.views import details as views
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory
from tests.reports.world import TODAY, full_world

pytestmark = pytest.mark.django_db
URL = "/rapports/detail/"
QUERY = "?annee=2026&indicateur=classes"
FILE = f"{URL}fichier/{QUERY}"


@pytest.fixture
def world(time_machine):
    time_machine.move_to(f"{TODAY} 10:00+01:00")
    return full_world()


@pytest.fixture
def supervisor(world):
    return actor_for(Role.DEPARTMENT_SUPERVISOR, department=world.haute_garonne)


def lines(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_every_source_has_a_list_without_a_pupil_s_name():
    sources = {one.source.code for one in BY_CODE.values() if not isinstance(one, Ratio)}
    assert sources == details.LISTINGS.keys()
    paths = {column.path for one in details.LISTINGS.values() for column in one.columns}
    assert not [path for path in paths if "pupil__" in path or "last_name" in path]


def test_every_list_opens(world):
    actor = actor_for(Role.ADMINISTRATOR)
    report = Report(2026, Territory(ALL, "Tout"))
    for listing in details.LISTINGS.values():
        list(details.cells(listing.columns, listing.rows(actor, [1, 2, 3])))
    found = details.asked_rows(report, "classes", "department", "31")
    rows = list(details.cells(found.listing.columns, found.listing.rows(actor, found.keys)))
    assert len(rows) == 2 and rows[0][2] == "31" and found.group == "Haute-Garonne (31)"
    assert details.listing_of(frozen.load(frozen.dump(report)), BY_CODE["classes"]) is None


def test_the_page_and_the_columns_that_are_remembered(client, world, supervisor):
    client.force_login(supervisor.user)
    page = client.get(f"{URL}{QUERY}").content.decode()
    assert world.school.name in page and "Colonnes du fichier" in page
    sent = {"format": "csv", "colonnes": ["school__name", "girls", "inconnue"]}
    rows = lines(client.post(FILE, sent))
    assert rows[0] == ["Établissement", "Filles"] and len(rows) == 3
    kept = ExportColumns.objects.get()
    assert (kept.columns, kept.has_comma) == (["school__name", "girls"], False)
    page = client.get(f"{URL}{QUERY}")
    assert [path for path, _, chosen in page.context["choices"] if chosen] == kept.columns
    assert "2 lignes" in JournalEntry.objects.get(verb__startswith="a exporté la liste").words
    for code in ("xlsx", "ods"):
        assert client.post(FILE, {"format": code}).status_code == 200
    assert client.post(FILE, {"format": "pdf"}).status_code == 404
    foreign = f"{URL}fichier/{QUERY}&territoire=departement-34"
    assert client.post(foreign, sent).status_code == 404


def test_only_rows_that_the_role_sees_are_in_the_file(client, world):
    head = actor_for(Role.HEAD, school=world.school)
    client.force_login(head.user)
    rows = lines(client.post(f"{URL}fichier/?annee=2026&indicateur=classes", {"format": "csv"}))
    assert {row[1] for row in rows[1:]} == {world.school.name}
    branch = actor_for(Role.BRANCH_OFFICER)
    assert not details.LISTINGS["placements"].rows(branch, [1]).exists()


def test_a_long_list_is_made_by_a_worker(client, world, supervisor, monkeypatch):
    monkeypatch.setattr(views, "AT_ONCE", 1)
    client.force_login(supervisor.user)
    url = client.post(FILE, {"format": "xlsx", "virgule": "1"}).url
    row = Export.objects.get()
    assert url == row.get_absolute_url() and row.params["virgule"] is True
    said = []
    name, _, chunks = views.workflow.PRODUCERS[row.kind](
        supervisor, row.params, lambda *step: said.append(step)
    )
    assert name.endswith(".xlsx") and b"".join(chunks).startswith(b"PK") and said[-1] == (3, 3)


def test_decimals_with_a_comma(client, world, supervisor):
    School.objects.filter(pk=world.school.pk).update(latitude=43.6, longitude=1.44)
    SchoolFactory(department=world.herault)
    client.force_login(supervisor.user)
    url = f"{URL}fichier/?annee=2026&indicateur=schools_concerned"
    sent = {"format": "csv", "colonnes": ["name", "latitude"], "virgule": "1"}
    assert [world.school.name, "43,6"] in lines(client.post(url, sent))
