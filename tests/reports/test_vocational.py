"""Vocational periods in the report: counted apart from observation (R-PF-1)."""

import datetime as dt

import pytest

from directory.models import SchoolYear
from placements.models import EarlyEnd
from reports import declarants
from reports.enums.declaration import DeclarantKind
from reports.report import Report
from reports.tables import by_origin
from reports.territories import ALL, Territory
from tests.directory.factories import CompanyFactory
from tests.placements.factories import PlacementFactory, PupilFactory
from tests.placements.vocational_world import FIRST, make_period, place
from tests.reports.factories import DeclarationFactory, DeclaredCountFactory
from tests.reports.world import TODAY

pytestmark = pytest.mark.django_db


def test_found_done_broken_off_and_without():
    period, company = make_period(), CompanyFactory()
    group = period.class_group
    states = ("found", "done", "done", "done", "missed")
    made = []
    for number, state in enumerate(states):
        pupil = PupilFactory(class_group=group)
        row = place(pupil, company, state="done" if state == "missed" else state)
        row.sex, row.distance_km = "FM"[number % 2], 10 + 10 * number
        if state == "missed":
            row.state, row.missed_reason = "missed", "pupil"
        row.save()
        made.append(row)
    EarlyEnd.objects.create(
        placement=made[1], planned_until=FIRST + dt.timedelta(days=25), reason="closed"
    )
    PupilFactory(class_group=group)
    PlacementFactory()
    assert SchoolYear.objects.filter(start_year=2026).exists()
    found = Report(2026, Territory(ALL, "Partout"), today=TODAY)
    wanted = {
        "placements": 1, "pfmp": 4, "pfmp_bac_pro": 4, "pfmp_cap": 0, "pfmp_done": 2,
        "pfmp_girls": 2, "pfmp_near": 3, "pfmp_far": 1, "pfmp_stopped": 1,
        "pfmp_stopped_host": 1, "pfmp_missed": 1, "pfmp_awaited": 6, "pfmp_placed": 4,
        "pfmp_without": 0, "pfmp_without_begun": 2, "pfmp_rate": 67,
    }  # fmt: skip
    mine = Territory("s", "Lycée", schools=(group.school_id,), reads_all=True)
    of_school = Report(2026, mine, today=TODAY)
    said = {code: of_school.figure(code).now for code in wanted}
    assert said == wanted | {"placements": 0}
    assert found.figure("placements").now == 1 and found.figure("pfmp").now is not None


def test_periods_that_were_declared_stand_beside_those_of_the_portal(client):
    """On the declaration and in the report: the two are told apart and never added."""
    period = make_period()
    school = period.class_group.school
    for _ in range(6):
        place(PupilFactory(class_group=period.class_group), CompanyFactory(), state="done")
    known = declarants.known(DeclarantKind.SCHOOL, school, 2026, TODAY)
    rows = {label: now for table in known for label, now, _ in table["rows"]}
    assert rows["PFMP et stages de BTS"] == 6
    signed_at = dt.datetime(2027, 6, 10, tzinfo=dt.UTC)
    declaration = DeclarationFactory(
        school=school, state="signed", answer="exact", signed_at=signed_at
    )
    DeclaredCountFactory(declaration=declaration, kind="pfmp", count=9, pupils=9)
    report = Report(2026, Territory(ALL, "Partout"), today=TODAY)
    assert (report.figure("pfmp").now, report.figure("declared_pfmp").now) == (6, 9)
    assert by_origin(report).rows == [["Périodes de formation en milieu professionnel", 6, 0, 9, 0]]
