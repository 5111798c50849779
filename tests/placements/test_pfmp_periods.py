"""Periods of the classes that prepare a diploma: weeks, last year's, clashes, moves (R-PF-1)."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from directory.enums import Level, YearState
from directory.enums_diplomas import DiplomaKind
from directory.models import SchoolYear
from directory.violations import Refused
from placements.models import Campaign
from placements.periods_pfmp import lines_of, table_of
from placements.territory_calendar import lines_of as territory_lines
from placements.territory_calendar import weeks_of
from placements.workflow import diplomas_pfmp, periods_pfmp
from placements.workflow.campaigns import said_of_moved, set_campaign, withdraw_campaign
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    ClassGroupFactory,
    DiplomaClassFactory,
    DiplomaFactory,
    SchoolFactory,
    SchoolYearFactory,
)
from tests.placements.factories import (
    CampaignFactory,
    PeriodFactory,
    PlacementFactory,
    PupilFactory,
)


@pytest.fixture
def period(db):
    return PeriodFactory()


@pytest.fixture
def rbde(period):
    return actor_for(Role.RBDE, school=period.school)


def test_weeks_are_counted_against_the_diploma(period):
    [line] = lines_of([period.school_id], period.school_year)
    assert (line.weeks, line.expected) == (4, "18 à 22 semaines sur 3 ans")
    assert "6 semaines par an" in line.warning
    PeriodFactory(
        class_group=period.class_group,
        starts_on=dt.date(2027, 5, 31),
        ends_on=dt.date(2027, 6, 18),
        label="PFMP 2",
    )
    [line] = lines_of([period.school_id], period.school_year)
    assert (line.weeks, line.warning) == (7, "")
    assert table_of([line])[2][4:] == [
        "PFMP 2",
        dt.date(2027, 5, 31),
        dt.date(2027, 6, 18),
        3,
        0,
    ]


def last_year(period):
    """The same class a year before, with four weeks in January."""
    before = SchoolYearFactory(start_year=2025, state=YearState.CLOSED)
    group = DiplomaClassFactory(
        school=period.school,
        school_year=before,
        name=period.class_group.name,
        diploma=period.class_group.diploma,
    )
    return PeriodFactory(
        class_group=group, starts_on=dt.date(2026, 1, 12), ends_on=dt.date(2026, 2, 6)
    )


def test_last_years_periods_come_back_moved(period, rbde):
    model = last_year(period)
    key = f"{period.class_group_id}-{model.pk}"
    assert not periods_pfmp.proposals([period.school_id], period.school_year)
    period.delete()
    schools = [period.school_id]
    [copy] = periods_pfmp.proposals(schools, period.school_year)
    assert (copy.starts_on, copy.ends_on, copy.error) == (
        dt.date(2027, 1, 11),
        dt.date(2027, 2, 5),
        "",
    )
    assert periods_pfmp.copy_last_year(rbde, schools, period.school_year, -1, {key}) == 1
    made = Campaign.objects.get(class_group=period.class_group)
    assert (made.starts_on, made.label) == (dt.date(2027, 1, 4), "PFMP 1")


def test_a_copy_that_falls_in_the_holidays_is_refused_whole(period, rbde):
    model = last_year(period)
    period.delete()
    key = f"{period.class_group_id}-{model.pk}"
    schools, year = [period.school_id], period.school_year
    [copy] = periods_pfmp.proposals(schools, year, -3)
    assert "vacances" in copy.error
    with pytest.raises(Refused, match="vacances"):
        periods_pfmp.copy_last_year(rbde, schools, year, -3, {key})
    with pytest.raises(Refused, match="au moins une"):
        periods_pfmp.copy_last_year(rbde, schools, year, 0, set())
    assert not Campaign.objects.filter(class_group=period.class_group).exists()


def test_weeks_of_colleges_and_lycees_that_meet_are_shown(client, period):
    CampaignFactory()  # 3e, 25 to 29 January, elsewhere in the same département
    PupilFactory(class_group=period.class_group)
    weeks = {week.monday: week for week in weeks_of(period.school_year)}
    assert weeks[dt.date(2027, 1, 25)].is_clash
    assert not weeks[dt.date(2027, 1, 18)].is_clash
    CampaignFactory(level=Level.CAP1, starts_on=dt.date(2027, 1, 18), ends_on=dt.date(2027, 1, 22))
    weeks = {week.monday: week for week in weeks_of(period.school_year)}
    assert not weeks[dt.date(2027, 1, 18)].is_clash  # CAP and bac pro are of one kind
    assert weeks[dt.date(2027, 1, 25)].vocational == 1
    assert territory_lines(weeks.values())[1][4] == ""
    page = client.get(reverse("placements:territory"), {"ensemble": "on"}).content.decode()
    assert "Collèges et lycées" in page
    assert "11 janvier" not in page


def placed(period, **more):
    pupil = PupilFactory(class_group=period.class_group)
    return PlacementFactory(
        pupil=pupil,
        kind="pfmp",
        period=period,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        **more,
    )


def test_a_period_moved_after_signature_loses_nothing_and_says_so(period, rbde):
    signed, found = placed(period, state="signed"), placed(period)
    assert said_of_moved(period) == ""
    period.starts_on, period.ends_on = dt.date(2027, 1, 4), dt.date(2027, 1, 29)
    set_campaign(rbde, period)
    said = said_of_moved(period)
    assert "2 stages" in said and "1 dont la convention est engagée" in said
    for row in (signed, found):
        row.refresh_from_db()
        assert (row.starts_on, row.period) == (dt.date(2027, 1, 11), period)
    with pytest.raises(Refused, match="2 élèves ont un stage"):
        withdraw_campaign(rbde, period)
    assert Campaign.objects.filter(pk=period.pk).exists()


def test_the_page_of_a_moved_period_warns(client, period, rbde):
    placed(period, state="signed")
    data = {
        "school": period.school_id,
        "level": period.level,
        "class_group": period.class_group_id,
        "starts_on": "2027-01-04",
        "ends_on": "2027-01-29",
        "label": "PFMP 1",
    }
    client.force_login(rbde.user)
    page = client.post(reverse("placements:edit", args=[period.pk]), data, follow=True)
    text = page.content.decode()
    assert "par un avenant" in text and "Périodes de PFMP" in text


def test_the_diploma_of_a_class_is_the_managements(period, rbde):
    group = ClassGroupFactory(school=period.school, level=Level.TERMINALE)
    cap = DiplomaFactory(kind=DiplomaKind.CAP)
    diploma = period.class_group.diploma
    assert diplomas_pfmp.set_diplomas(rbde, [(group, diploma.pk)]) == 1
    group.refresh_from_db()
    assert group.diploma == diploma
    with pytest.raises(Refused, match="ne se prépare pas"):
        diplomas_pfmp.set_diplomas(rbde, [(group, cap.pk)])
    placed(period)
    with pytest.raises(Refused, match="ont un stage pour ce diplôme"):
        diplomas_pfmp.set_diplomas(rbde, [(period.class_group, None)])
    elsewhere = actor_for(Role.RBDE, school=SchoolFactory())
    with pytest.raises(Refused, match="pas de votre établissement"):
        diplomas_pfmp.set_diplomas(elsewhere, [(group, None)])
    teacher = actor_for(Role.TEACHER, school=period.school)
    with pytest.raises(Refused, match="bureau des entreprises"):
        diplomas_pfmp.set_diplomas(teacher, [(group, None)])
    SchoolYear.objects.filter(pk=group.school_year_id).update(state=YearState.CLOSED)
    with pytest.raises(Refused, match="close"):
        diplomas_pfmp.set_diplomas(rbde, [(group, None)])


def test_pages_of_periods(client, period, rbde):
    client.force_login(rbde.user)
    page = client.get(reverse("placements:pfmp_periods")).content.decode()
    assert period.class_group.name in page and "4 semaines" in page
    assert "Rien à reprendre" in client.get(reverse("placements:pfmp_copy")).content.decode()
    address = reverse("placements:pfmp_diplomas")
    data = {f"classe-{period.class_group_id}": ""}
    assert client.post(address, data).status_code == 302
    file = client.get(reverse("placements:pfmp_periods_file"), {"format": "csv"})
    assert file.status_code == 200 and "attachment" in file["Content-Disposition"]
