"""The weeks of a territory: pupils expected, peaks, the file, the to-do of June (R-CL-3)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from accounts.models import JournalEntry
from directory.models import ClassGroup
from placements.territory_calendar import TITLES, lines_of, weeks_of
from placements.todo.calendar import todos
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    ClassGroupFactory,
    DepartmentFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from tests.placements.factories import CampaignFactory, PupilFactory
from tests.placements.follow_world import FRIDAY, MONDAY, on

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


@pytest.fixture
def tarn(db):
    return DepartmentFactory(code="81")


def window(department, monday=MONDAY, weeks=1, size=25, level="3e"):
    school = SchoolFactory(department=department)
    row = CampaignFactory(
        school=school,
        level=level,
        starts_on=monday,
        ends_on=monday + dt.timedelta(days=4 + 7 * (weeks - 1)),
    )
    ClassGroupFactory(school=school, level=level, school_year=row.school_year, size=size)
    return row


def test_each_week_has_its_schools_and_the_pupils_expected(tarn):
    row = window(tarn, weeks=2)
    group = ClassGroup.objects.get(school=row.school)
    for _ in range(3):
        PupilFactory(class_group=group)
    PupilFactory(class_group=group, left_on=MONDAY)
    ClassGroupFactory(school=row.school, level="4e", school_year=row.school_year, size=30)
    window(tarn, level="2de_gt")
    window(DepartmentFactory(code="12"))
    first, second = weeks_of(row.school_year, [tarn.code])
    assert (first.monday, first.friday, second.monday) == (MONDAY, FRIDAY, MONDAY + WEEK)
    assert (first.pupils, first.schools, second.pupils) == (3 + 25, 2, 3)


def test_a_week_of_holidays_is_no_week(tarn):
    """Those of the winter, in February 2027."""
    row = window(tarn, dt.date(2027, 2, 1), weeks=4)
    mondays = [week.monday for week in weeks_of(row.school_year, None)]
    assert mondays == [dt.date(2027, 2, 1), dt.date(2027, 2, 22)]


def test_a_peak_is_said_and_the_file_repeats_it(tarn):
    for rank, size in enumerate((20, 20, 20, 90)):
        row = window(tarn, MONDAY + dt.timedelta(days=7) * min(rank, 1), size=size)
    weeks = weeks_of(row.school_year, None)
    assert [(week.pupils, week.is_peak) for week in weeks] == [(20, False), (130, True)]
    lines = [dict(zip(TITLES, line, strict=True)) for line in lines_of(weeks)[1:]]
    assert [line["Pic"] for line in lines] == ["", "oui", "oui", "oui"]
    assert lines[0]["Élèves attendus"] == 20 and lines[0]["UAI"]


@pytest.mark.parametrize("number", [1, 8])
def test_the_queries_do_not_depend_on_the_territory(tarn, number, django_assert_num_queries):
    for _ in range(number):
        row = window(tarn)
    weeks_of(row.school_year, None)
    with django_assert_num_queries(3):
        weeks_of(row.school_year, [tarn.code])


def test_the_page_is_open_and_an_officer_starts_with_the_own_territory(client, tarn):
    row, other = window(tarn), window(DepartmentFactory(code="12"))
    page = reverse("placements:territory")
    query = {"annee": row.school_year_id}
    shown = client.get(page, query).content.decode()
    assert row.school.name in shown and other.school.name in shown
    assert "Envoyer aux entreprises" not in shown
    client.force_login(actor_for(Role.DEPARTMENT_OFFICE, department=tarn).user)
    shown = client.get(page, query).content.decode()
    assert row.school.name in shown and other.school.name not in shown
    shown = client.get(page, query | {"territoire": other.school.department_id}).content.decode()
    assert other.school.name in shown
    academy = client.get(page, query | {"territoire": f"A{tarn.academy_id}"}).content.decode()
    assert row.school.name in academy
    for wrong in ({"territoire": "zz"}, {"annee": "xx"}, {"annee": "1900"}):
        assert client.get(page, wrong).status_code == 200


def test_the_file_asks_for_sign_in_and_is_told(client, tarn):
    row = window(tarn)
    page = reverse("placements:territory_file")
    assert client.get(page).status_code == 302
    client.force_login(actor_for(Role.COMPANY_REPRESENTATIVE).user)
    answer = client.get(page, {"format": "csv", "annee": row.school_year_id})
    text = b"".join(answer.streaming_content).decode()
    assert row.school.uai in text and text.count("\r\n") == 2
    assert client.get(page)["Content-Disposition"].endswith('.csv"')
    entry = JournalEntry.objects.filter(verb="a exporté le calendrier des stages").first()
    assert entry.words.startswith("Toute la région, 20")


def test_in_june_the_officers_send_it_once(client, tarn):
    next_year = SchoolYearFactory(start_year=2027, state="preparation")
    row = window(tarn, dt.date(2028, 1, 24))
    type(row).objects.update(school_year=next_year)
    office = actor_for(Role.DEPARTMENT_OFFICE, department=tarn)
    for day, number in ((dt.date(2027, 5, 31), 0), (dt.date(2027, 6, 1), 1)):
        with on(day):
            assert len(todos(office, None)) == number
    with on(dt.date(2027, 6, 2)):
        (line,) = todos(office, None)
        assert "2027-2028" in line.title and line.url.endswith("?annee=2027")
        assert not todos(actor_for(Role.HEAD), None)
        elsewhere = actor_for(Role.DEPARTMENT_OFFICE, department=DepartmentFactory(code="12"))
        assert not todos(elsewhere, None)
        client.force_login(office.user)
        client.get(reverse("placements:territory_file"), {"annee": 2027})
        assert not todos(office, None)
