"""The rows behind a figure, and their files: columns chosen and remembered."""

import csv
import io

import pytest

from accounts import lists_out
from accounts.enums import Role
from accounts.models import JournalEntry, RoleAssignment
from accounts.tables_out import FORMATS, Selection
from directory import sql
from directory.cells import company_name
from directory.models import Company, School
from reports import details, frozen
from reports.enums.exports import ExportState
from reports.indicators import BY_CODE, Ratio
from reports.models import Export, ExportColumns
from reports.producers import asked_again_at
from reports.report import Report
from reports.territories import ALL, Territory
from reports.views import lists as views
from reports.workflow import exports as workflow
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, SchoolFactory
from tests.reports.test_exports import same_connection

pytestmark = pytest.mark.django_db
URL = "/rapports/detail/"
QUERY = "?annee=2026&indicateur=classes"
FILE = f"{URL}fichier/{QUERY}"
CHOOSE = "/rapports/exports/liste/"


@pytest.fixture
def supervisor(world):
    return actor_for(Role.DEPARTMENT_SUPERVISOR, department=world.haute_garonne)


def lines(response):
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def test_every_source_has_a_list_without_a_pupil_s_name():
    sources = {one.source.code for one in BY_CODE.values() if not isinstance(one, Ratio)}
    assert sources == details.LISTINGS.keys()
    paths = {column.path for one in details.LISTINGS.values() for column in one.columns}
    assert not [path for path in paths if "pupil__" in path or "last_name" in path]


def cells(listing, rows):
    return list(Selection(rows, list(listing.columns), 1).cells())


def test_every_list_opens(world):
    actor = actor_for(Role.ADMINISTRATOR)
    report = Report(2026, Territory(ALL, "Tout"))
    for listing in details.LISTINGS.values():
        rows = listing.rows(actor, [1, 2, 3])
        list(listing.shown(rows, 8))
        assert len(cells(listing, rows)) == rows.count()
        b"".join(Selection(rows, list(listing.columns), 1).csv(True))
    found = details.asked_rows(report, "classes", "department", "31")
    rows = cells(found.listing, found.listing.rows(actor, found.keys))
    assert len(rows) == 2 and rows[0][2] == "31" and found.group == "Haute-Garonne (31)"
    assert details.listing_of(frozen.load(frozen.dump(report)), BY_CODE["classes"]) is None


def test_the_page_and_the_columns_that_are_remembered(client, world, supervisor):
    client.force_login(supervisor.user)
    page = client.get(f"{URL}{QUERY}").content.decode()
    assert world.school.name in page and "choisir les colonnes" in page
    assert len(lines(client.get(FILE))[0]) == len(details.LISTINGS["bookings"].columns)
    page = client.get(CHOOSE, {"adresse": FILE})
    assert all(is_chosen for _, is_chosen in page.context["choices"])
    sent = {"adresse": FILE, "format": "csv", "colonnes": ["Établissement", "Filles", "X"]}
    rows = lines(client.post(CHOOSE, sent, follow=True))
    assert rows[0] == ["Établissement", "Filles"] and len(rows) == 3
    kept = ExportColumns.objects.get()
    assert (kept.columns, kept.has_comma) == (["Établissement", "Filles"], False)
    page = client.get(CHOOSE, {"adresse": FILE})
    assert [head for head, is_chosen in page.context["choices"] if is_chosen] == kept.columns
    assert "2 lignes" in JournalEntry.objects.latest("pk").words
    for code in ("xlsx", "ods"):
        assert client.get(f"{FILE}&format={code}").status_code == 200
    assert client.get(f"{FILE}&format=pdf").status_code == 404
    foreign = sent | {"adresse": f"{FILE}&territoire=departement-34"}
    assert client.post(CHOOSE, foreign).status_code == 404
    for address in ("/", "/nulle/part/", "https://ailleurs.example/", URL, ""):
        assert client.get(CHOOSE, {"adresse": address}).status_code == 404


def test_only_rows_that_the_role_sees_are_in_the_file(client, world):
    head = actor_for(Role.HEAD, school=world.school)
    client.force_login(head.user)
    rows = lines(client.get(f"{URL}fichier/?annee=2026&indicateur=classes"))
    assert {row[1] for row in rows[1:]} == {world.school.name}
    branch = actor_for(Role.BRANCH_OFFICER)
    assert not details.LISTINGS["placements"].rows(branch, [1]).exists()


@pytest.fixture
def long(monkeypatch, settings, tmp_path):
    """A list of two rows is long; a worker reads in the transaction of the test."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(workflow, "one_snapshot", same_connection)
    copied = sql.copied
    monkeypatch.setattr(sql, "copied", lambda query: (pair for pair in list(copied(query))))
    for module in (views, lists_out):
        monkeypatch.setattr(module, "AT_ONCE", 1)


@pytest.mark.parametrize("code", FORMATS)
def test_a_long_list_is_made_by_a_worker(client, world, supervisor, long, code):
    client.force_login(supervisor.user)
    chooser = client.get(f"{FILE}&format={code}").url
    assert "Le fichier se prépare" in client.get(chooser).content.decode()
    sent = {"adresse": FILE, "format": code, "colonnes": ["Filles", "Classe"], "virgule": "1"}
    url = client.post(CHOOSE, sent).url
    row = Export.objects.get()
    assert url == row.get_absolute_url() and row.label.startswith("La liste derrière un chiffre")
    told = JournalEntry.objects.count()
    assert workflow.work() == 1
    row.refresh_from_db()
    assert (row.state, row.done, row.total) == (ExportState.READY, 2, 2)
    # Nothing is asked again of a file that is there; a list is, where its columns are chosen.
    assert client.get(url).context["again_url"] == ""
    assert client.get(asked_again_at(row)).context["address"] == FILE
    # Nothing is told while it is made, nor is it written where it was only read.
    assert JournalEntry.objects.count() == told
    answer = client.get(f"{url}fichier/")
    content = b"".join(answer.streaming_content)
    assert answer["Content-Disposition"].endswith(f'.{code}"') and len(content) == row.size
    if code == "csv":
        assert content.decode("utf-8-sig").splitlines()[0] == "Classe;Filles"


def test_a_list_is_no_more_taken_by_who_lost_its_place(client, world, supervisor, long):
    client.force_login(supervisor.user)
    url = client.post(CHOOSE, {"adresse": FILE, "format": "csv"}).url
    workflow.work()
    assert client.get(f"{url}fichier/").status_code == 200
    RoleAssignment.objects.get(user=supervisor.user).departments.set([world.herault])
    assert client.get(f"{url}fichier/").status_code == 404


def test_a_company_is_named_as_everywhere(db):
    CompanyFactory(name="=Roc")
    CompanyFactory(name="", is_masked=True)
    CompanyFactory(name="")
    for row in Company.objects.annotate(words=company_name("")):
        assert row.words == row.display_name


def test_decimals_with_a_comma_or_a_point(client, world, supervisor):
    School.objects.filter(pk=world.school.pk).update(latitude=43.6, longitude=1.44)
    SchoolFactory(department=world.herault)
    client.force_login(supervisor.user)
    query = {"annee": 2026, "indicateur": "schools_concerned", "colonnes": ["Type", "Latitude"]}
    kind = world.school.get_kind_display()
    assert [kind, "43,6"] in lines(client.get(f"{URL}fichier/", query))
    assert [kind, "43.6"] in lines(client.get(f"{URL}fichier/", query | {"decimales": "point"}))
