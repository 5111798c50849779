"""Of how many schools each figure speaks (DOMAIN §7): concerned, recorded, declared."""

import csv
import datetime as dt
import io

import pytest
from django.utils import timezone
from python_calamine import CalamineWorkbook

from directory.enums import SchoolKind
from directory.models import School
from reports import frozen, open_data
from reports.dimensions import DEPARTMENT, NAF, SCHOOL_KIND
from reports.exports import export
from reports.indicators import BY_CODE, Theme
from reports.report import Report, rows_behind
from reports.rules_coverage import SUBJECTS
from reports.tables import coverage, overview
from reports.territories import ALL, Territory
from tests.directory.factories import (
    ClassGroupFactory,
    CompanyFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from tests.partnerships.factories import SchoolRequestFactory
from tests.placements.factories import PlacementFactory, PupilFactory
from tests.reports.factories import DeclarationFactory
from tests.reports.test_themes import partnership
from tests.reports.world import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def years():
    SchoolYearFactory()
    SchoolYearFactory(start_year=2025, state="closed")


def report():
    return Report(2026, Territory(ALL, "Partout"), TODAY)


def of_subjects(what):
    found = report()
    codes = ((one.code, f"{what}_{one.code}") for one in SUBJECTS)
    return {name: found.figure(code).now for name, code in codes if code in found.by_code}


def signed(school):
    DeclarationFactory(school=school, state="signed", answer="nothing", signed_at=timezone.now())


def placed(school, **values):
    pupil = PupilFactory(class_group=ClassGroupFactory(school=school))
    return PlacementFactory(pupil=pupil, **values)


def test_which_schools_each_subject_concerns():
    for kind in SchoolKind:
        SchoolFactory(kind=kind)
    assert of_subjects("concerned") == {"immersions": 8, "observation": 6, "pfmp": 4}
    assert report().figure("schools_concerned").now == len(SchoolKind)


def test_a_section_speaks_for_its_school_and_a_flag_for_its_section():
    lycee = SchoolFactory(kind=SchoolKind.LYCEE_GT)
    SchoolFactory(kind=SchoolKind.VOCATIONAL_SECTION, parent=lycee)
    SchoolFactory(kind=SchoolKind.LYCEE_GT, has_vocational=True)
    SchoolFactory(kind=SchoolKind.LYCEE_GT)
    assert of_subjects("concerned") == {"immersions": 3, "observation": 3, "pfmp": 2}


def test_a_row_covers_its_subject_and_a_declaration_all_that_concern_the_school():
    placed(SchoolFactory(kind=SchoolKind.LYCEE_PRO), kind="pfmp")
    placed(SchoolFactory(kind=SchoolKind.COLLEGE))
    placed(SchoolFactory(kind=SchoolKind.COLLEGE), state="cancelled", cancel_reason="pupil")
    SchoolRequestFactory(school=SchoolFactory(kind=SchoolKind.SCHOOL))
    signed(SchoolFactory(kind=SchoolKind.LYCEE_GT))
    assert of_subjects("covered") == {
        "immersions": 1, "observation": 2, "pfmp": 1, "partnerships": 1, "requests": 2,
    }  # fmt: skip
    assert of_subjects("coverage") == {
        "immersions": 25, "observation": 67, "pfmp": 100, "partnerships": 20, "requests": 40,
    }  # fmt: skip
    # A school that is not concerned covers nothing: no share passes the whole.
    placed(SchoolFactory(kind=SchoolKind.SCHOOL))
    assert of_subjects("covered")["observation"] == 2


def test_the_schools_behind_a_coverage_are_those_of_the_year():
    """Also where a condition is one thing or another."""
    partnership(
        school=SchoolFactory(), company=CompanyFactory(), state="ended",
        starts_on=dt.date(2025, 10, 1), ends_on=dt.date(2026, 6, 30),
    )  # fmt: skip
    found = report()
    figure = found.figure("schools_recorded")
    assert (figure.now, figure.before) == (0, 1)
    assert not School.objects.filter(pk__in=rows_behind(found, "schools_recorded")).exists()


def test_each_figure_has_the_coverage_of_its_subject_by_the_groupings_of_schools():
    placed(SchoolFactory(kind=SchoolKind.COLLEGE))
    SchoolFactory(kind=SchoolKind.LYCEE_GT)
    found, one = report(), BY_CODE["placements"]
    assert found.coverage(one) == found.coverage(one, DEPARTMENT, "31") == 50
    assert found.coverage(one, SCHOOL_KIND, SchoolKind.COLLEGE) == 100
    # Of a section of the NAF no school can be missing; a host's places are of no school.
    assert found.coverage(one, NAF, "NAFRev2-C") is None
    assert found.coverage(BY_CODE["placement_seats"]) is None


def test_said_of_the_theme_in_words_in_every_file_and_in_what_is_published():
    placed(SchoolFactory(kind=SchoolKind.COLLEGE))
    SchoolFactory(kind=SchoolKind.LYCEE_PRO)
    found = report()
    said = ("Couverture des stages d’observation",
            "1 établissement sur 1 a saisi ou déclaré (100 %).")  # fmt: skip
    assert said in coverage(found, Theme.PLACEMENTS)
    assert "Couverture des appels" not in dict(coverage(found, Theme.PLACEMENTS))
    # What is of no school, and the cover, say how many schools there are altogether.
    assert [dict(coverage(found, one)).keys() for one in (Theme.NETWORK, None)] == [
        {"Couverture"}
    ] * 2
    rows = list(csv.reader(io.StringIO(export(found, "csv").decode("utf-8-sig")), delimiter=";"))
    last = {row[5]: row[-1] for row in rows if row[3] == "ensemble"}
    assert (last["placements"], last["placement_seats"], last["requests"]) == ("100", "", "0")
    book = CalamineWorkbook.from_filelike(io.BytesIO(export(found, "xlsx")))
    ensemble = book.get_sheet_by_name("Ensemble").to_python()
    assert [row[-1] for row in ensemble if row[1] == "Stages trouvés"] == [100]
    again = frozen.load(frozen.dump(found))
    assert overview(again).rows == overview(found).rows
    told = [one for one in open_data.rows(again, 1) if one["regroupement"] == "ensemble"]
    assert {one["valeur"] for one in told if one["indicateur_code"] == "coverage_observation"} == {
        100
    }


def test_a_version_frozen_before_says_what_it_counted():
    SchoolFactory()
    old = frozen.dump(report())
    for source in old["sources"]:
        del source["coverage"]
    old["indicators"] = [one for one in old["indicators"] if "coverage_" not in one["code"]]
    again = frozen.load(old)
    assert list(dict(coverage(again, Theme.PLACEMENTS))) == ["Couverture"]
    assert {row[-1] for row in overview(again).rows} == {None}
