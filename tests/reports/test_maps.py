"""The map of départements, and what else may be odd about places and years (issue's inputs)."""

import datetime as dt

from clee.enums.actions import ActionState
from directory.models import Department, School
from partnerships.enums.contract import ContractState
from partnerships.models import Booking
from reports.dimensions import ACADEMY, AUDIENCE, COMMITTEE, DEPARTMENT
from reports.indicators import Theme
from reports.maps import PLACES, SHADES, shade, tile_map
from reports.report import Report, rows_behind
from reports.tables import by_origin, cover, long_rows
from reports.territories import ALL, Territory
from tests.clee.factories import ActionFactory, CommitteeFactory

EVERYWHERE = Territory(ALL, "Toute la région")
FRANCE = {f"{number:02}" for number in range(1, 96) if number != 20} | {"2A", "2B"}
OVERSEAS = {"971", "972", "973", "974", "976"}


def test_every_departement_has_one_tile():
    assert PLACES.keys() == FRANCE | OVERSEAS
    assert len(set(PLACES.values())) == len(PLACES)


def test_shades():
    assert [shade(value, 8) for value in (0, 1, 2, 3, 8)] == [0, 1, 1, 2, SHADES]
    assert shade("< 5", 8) == 1


def test_the_map_holds_the_figures_of_the_table(world):
    two = Territory(ALL, "Deux", departments=("31", "34"))
    drawn = tile_map(Report(2026, two), Theme.IMMERSIONS)
    assert [(tile.code, tile.value, tile.shade) for tile in drawn.tiles] == [
        ("31", 2, 4), ("34", 1, 2),
    ]  # fmt: skip
    assert tile_map(Report(2031, two), Theme.IMMERSIONS) is None
    one = Territory("departement-31", "31", departments=("31",))
    assert tile_map(Report(2026, one), Theme.IMMERSIONS) is None


def test_a_committee_and_an_audience_are_groups(world):
    committee = CommitteeFactory()
    action = ActionFactory(committee=committee, state=ActionState.DONE)
    booking = Booking.objects.filter(school=world.school, contract__state="completed").first()
    Booking.objects.filter(pk=booking.pk).update(committee_action=action)
    booking.class_group.special_kind = "SEGPA"
    booking.class_group.save()
    report = Report(2026, EVERYWHERE)
    code = "classes" if booking.contract.kind == "class_immersion" else "ordinary"
    assert report.figure(code, COMMITTEE, committee.pk).now == 1
    assert report.name(COMMITTEE, committee.pk) == committee.name
    assert report.figure(code, AUDIENCE, "SEGPA").now == 1
    behind = rows_behind(report, code, COMMITTEE, committee.pk)
    assert Booking.objects.get(pk__in=behind) == booking
    assert report.figure("placement_pupils", COMMITTEE, committee.pk).now is None


def test_a_departement_that_changed_name_keeps_its_rows(world):
    Department.objects.filter(pk="31").update(name="Garonne toulousaine")
    report = Report(2026, EVERYWHERE)
    assert report.figure("classes", DEPARTMENT, "31").now == 2
    assert report.name(DEPARTMENT, "31") == "Garonne toulousaine (31)"


def test_a_school_that_moved_academy_is_counted_where_it_is(world):
    School.objects.filter(pk=world.school.pk).update(department=world.herault)
    report = Report(2026, EVERYWHERE)
    assert report.figure("classes", ACADEMY, "16").now == 0
    assert report.figure("classes", ACADEMY, "11").now == report.figure("classes").now == 3


def test_a_school_that_closed_mid_year_keeps_its_figures(world):
    School.objects.filter(pk=world.school.pk).update(
        is_open=False, missing_since=dt.date(2027, 2, 1)
    )
    report = Report(2026, EVERYWHERE)
    assert report.figure("classes").now == 3
    assert report.figure("schools_concerned").now == 2
    assert Report(2027, EVERYWHERE).figure("schools_concerned").now == 1


def test_a_company_gone_from_sirene_is_still_counted(world):
    booking = Booking.objects.filter(contract__state=ContractState.SIGNED).get()
    booking.company.is_active = False
    booking.company.save()
    assert Report(2026, EVERYWHERE).figure("classes").now == 3


def test_a_year_without_data_has_a_warning_and_no_origin(world):
    empty = Report(2031, EVERYWHERE)
    assert empty.is_empty() and by_origin(empty).rows == []
    assert "Avertissement" in dict(cover(empty))
    assert {row[9] for row in long_rows(empty)[1] if row[5] == "classes"} == {0}
