"""Actions of committees in the yearly report: done ones, by type, once each."""

import datetime as dt

import pytest

from clee.models import ActionType
from reports.exports import FORMATS, export
from reports.report import Report
from reports.tables import tables
from reports.territories import Territory
from tests.clee.factories import ActionFactory, CommitteeFactory
from tests.directory.factories import DepartmentFactory, SchoolFactory, SchoolYearFactory

pytestmark = pytest.mark.django_db


def test_actions_are_counted_by_type_where_their_committee_is():
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

    report = Report(2026, Territory("34", "Hérault", departments=("34",)), dt.date(2026, 11, 23))
    assert tables(report)[-1].rows == [["Forum des métiers", 1, 1]]
    whole = Report(2026, Territory("tout", "Tout"), dt.date(2026, 11, 23))
    assert tables(whole)[-1].rows == [["Forum des métiers", 2, 1]]
    assert all(export(whole, code) for code in FORMATS)
    school = Report(2026, Territory("e", "Lycée", schools=(SchoolFactory().pk,)))
    assert [one.title for one in tables(school)] == ["Ensemble", "Couverture et déclarations"]
