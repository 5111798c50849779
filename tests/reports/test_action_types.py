"""Actions of committees in the yearly report: done ones, by type, once each, in every file."""

import csv
import datetime as dt
import io

import pytest
from python_calamine import CalamineWorkbook

from accounts.enums import Role
from clee.models import ActionType
from reports import changes, frozen, open_data
from reports.details import asked_rows
from reports.dimensions import ACTION_TYPE, TOTAL
from reports.exports import FORMATS, export
from reports.report import Report
from reports.tables import tables
from reports.territories import Territory
from tests.accounts.factories import actor_for
from tests.clee.factories import ActionFactory, CommitteeFactory
from tests.directory.factories import DepartmentFactory, SchoolFactory, SchoolYearFactory

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)
CODE = "committee_actions"


@pytest.fixture
def forum():
    """Two of this type done, of which one in 34, where one was the year before too."""
    gard, herault = DepartmentFactory(code="30"), DepartmentFactory(code="34")
    both = CommitteeFactory(
        departments=[gard, herault], support_school=SchoolFactory(department=herault)
    )
    forum = ActionType.objects.get(label="Forum des métiers")
    last = SchoolYearFactory(start_year=2025, state="closed")
    ActionFactory(committee=both, type=forum, state="done")
    ActionFactory(committee=both, type=forum)
    ActionFactory(committee=both, type=forum, state="done", school_year=last)
    ActionFactory(committee=CommitteeFactory(departments=[gard]), type=forum, state="done")
    return forum


def by_type(report):
    groups = report.groups(ACTION_TYPE, report.by_code[CODE].theme)
    return {name: (one.now, one.before) for _, name, [(_, one)] in groups}


def whole():
    return Report(2026, Territory("tout", "Tout"), TODAY)


def test_actions_are_counted_by_type_where_their_committee_is(forum):
    herault = Report(2026, Territory("34", "Hérault", departments=("34",)), TODAY)
    assert by_type(herault) == {"Forum des métiers": (1, 1)}
    assert by_type(whole()) == {"Forum des métiers": (2, 1)}
    behind = asked_rows(herault, CODE, ACTION_TYPE, str(forum.pk))
    [row] = behind.listing.rows(actor_for(Role.ADMINISTRATOR), behind.keys)
    assert row.type == forum and "Forum des métiers" in behind.title
    school = Report(2026, Territory("e", "Lycée", schools=(SchoolFactory().pk,)))
    assert [one.title for one in tables(school)] == ["Ensemble", "Couverture et déclarations"]


def test_every_file_and_the_open_data_say_them(forum):
    report = whole()
    assert all(export(report, code) for code in FORMATS)
    text = export(report, "csv").decode("utf-8-sig")
    found = [row for row in csv.reader(io.StringIO(text), delimiter=";") if row[5] == CODE]
    where = ["type d’action", "Forum des métiers"]
    assert [row[9:11] for row in found if row[3:5] == where] == [["2", "1"]]
    book = CalamineWorkbook.from_filelike(io.BytesIO(export(report, "xlsx")))
    sheet = book.get_sheet_by_name("Comités et bureaux").to_python()
    [row] = [row for row in sheet if row[:2] == ["Type d’action", "Forum des métiers"]]
    assert row[sheet[0].index("Actions de comités réalisées 2026-2027")] == 2
    told = [one for one in open_data.rows(report, 1) if one["groupe"] == "Forum des métiers"]
    [row] = [one for one in told if one["indicateur_code"] == CODE]
    assert row["valeur"] == 2
    assert row["regroupement"] in open_data.schema()["properties"]["regroupement"]["enum"]


def test_a_version_that_told_them_apart_still_tells_them(forum):
    old = frozen.dump(whole())
    for source in old["sources"]:
        source["gives"] = [one for one in source["gives"] if one != ACTION_TYPE]
    del old["names"][ACTION_TYPE]
    old["values"][CODE] = [row for row in old["values"][CODE] if row[1] == TOTAL]
    old["action_types"] = [["Forum des métiers", 2, 1]]
    assert by_type(frozen.load(old)) == {"Forum des métiers": (2, 1)}
    assert by_type(frozen.load(old | {"action_types": []})) == {}


def test_such_a_version_is_compared_with_a_later_one_by_the_names_of_its_types(forum):
    """Neither lost nor new: the one that moved, and the one that came."""
    kept = whole()
    for source in (old := frozen.dump(kept))["sources"]:
        source["gives"] = [one for one in source["gives"] if one != ACTION_TYPE]
    del old["names"][ACTION_TYPE]
    old["values"][CODE] = [row for row in old["values"][CODE] if row[1] == TOTAL]
    old["action_types"] = [["Forum des métiers", 3, 1]]
    other = ActionType.objects.exclude(pk=forum.pk).first()
    ActionFactory(committee=CommitteeFactory(departments=[DepartmentFactory()]), type=other,
                  state="done")  # fmt: skip
    moved = [
        (one.group, one.before, one.now)
        for one in changes.figures(frozen.load(old), whole())
        if one.grouping == "type d’action"
    ]
    assert moved == [("Forum des métiers", 3, 2), (other.label, 0, 1)]
    assert not changes.words(frozen.load(old), kept)
