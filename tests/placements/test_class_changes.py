"""A pupil who changes class, and files with last year's classes: nothing is lost."""

import pytest
from django.urls import reverse

from directory.enums import Level, YearState
from directory.violations import Refused
from documents.sheet_files import Sheet
from placements.class_names import unknown_class
from placements.found_import import FoundComparison
from placements.models import Placement
from placements.workflow import class_changes, placements, pupils
from placements.workflow.pupils import may_follow
from tests.accounts.factories import actor_for
from tests.directory.factories import (
    ClassGroupFactory,
    CompanyFactory,
    DiplomaClassFactory,
    DiplomaFactory,
    SchoolYearFactory,
)
from tests.placements.factories import PeriodFactory, PlacementFactory, PupilFactory
from tests.placements.pfmp_world import make_pfmp_world


@pytest.fixture
def world(db):
    return make_pfmp_world()


def placed(world, **more):
    period = world.period
    return PlacementFactory(
        pupil=PupilFactory(class_group=world.group),
        kind="pfmp",
        period=period,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        **more,
    )


def go_to(world, pupil, **group):
    pupil.class_group = DiplomaClassFactory(school=world.period.school, **group)
    pupils.save(world.rbde, pupil)
    return pupil


def test_a_signed_placement_follows_to_a_class_of_the_same_diploma(world):
    """In mid-period: days, host, agreement and period are kept; the new referents see it."""
    row = placed(world, state="signed")
    referent = actor_for("teacher", school=world.period.school)
    pupil = go_to(world, row.pupil, diploma=world.group.diploma)
    pupils.set_referents(world.rbde, pupil.class_group, [referent.user])
    row.refresh_from_db()
    assert (row.class_group, row.period, row.state) == (pupil.class_group, world.period, "signed")
    assert Placement.objects.visible_to(referent).get() == row
    assert "suit l’élève" in class_changes.said_of(pupil)


def test_what_is_over_stays_with_the_class_where_it_was_done(world):
    row = placed(world, state="done")
    pupil = go_to(world, row.pupil)
    row.refresh_from_db()
    assert row.class_group == world.group
    assert class_changes.said_of(pupil) == ""


def test_a_placement_of_another_kind_stays_and_it_is_said(client, world):
    row = placed(world)
    bts = DiplomaFactory(kind="bts")
    pupil = go_to(world, row.pupil, diploma=bts, level=Level.BTS1)
    row.refresh_from_db()
    assert row.class_group == world.group
    assert "reste suivi par la" in class_changes.said_of(pupil)


def test_a_file_of_last_year_is_recognised(world):
    before = SchoolYearFactory(start_year=2025, state=YearState.CLOSED)
    school, year = world.period.school, world.period.school_year
    ClassGroupFactory(school=school, school_year=before, name="2de GA")
    assert "année 2025-2026" in unknown_class("2DE ga", school, year)
    assert "n’existe pas cette année" in unknown_class("Zut", school, year)


def found(world, lines, mapping):
    known = FoundComparison(
        world.rbde,
        world.period.school,
        world.period.school_year,
        lambda group: may_follow(world.rbde, group),
        {},
    )
    return known.lines(Sheet(list(mapping), list(enumerate(lines, 2))), mapping)


def test_the_import_of_placements_knows_periods_and_last_years_classes(world):
    pupil = PupilFactory(class_group=world.group, last_name="Roux", first_name="Léa")
    other = DiplomaClassFactory(school=world.period.school, diploma=world.group.diploma)
    company = CompanyFactory()
    names = ("last_name", "first_name", "class_name", "siret", "period")
    mapping = {name: rank for rank, name in enumerate(names)}
    good = ["Roux", "Léa", world.group.name, company.siret, "pfmp 1"]
    lines = found(
        world,
        [
            good,
            [*good[:2], other.name, *good[3:]],
            [*good[:4], "PFMP 9"],
        ],
        mapping,
    )
    assert [line.verdict for line in lines] == ["created", "rejected", "rejected"]
    assert lines[0].found.kind == "pfmp" and lines[0].found.first == world.period.starts_on
    assert "est en" in lines[1].error and "l’an dernier" in lines[1].error
    assert "PFMP 9" in lines[2].error
    placements.record_found(world.rbde, lines[0].found, key="6a0f3e52-8d0c-4b8f-9f0a-5f2f4f3b7c11")
    assert pupil.placements.get().period == world.period
    [again] = found(world, [good], mapping)
    assert again.verdict == "unchanged"


def test_the_sheet_says_what_became_of_the_placement(client, world):
    row = placed(world, state="signed")
    PeriodFactory(class_group=DiplomaClassFactory(school=world.period.school))
    client.force_login(world.rbde.user)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "PFMP 1" in page and "4 semaines" in page
    world.period.ends_on = world.period.starts_on
    world.period.save()
    page = client.get(row.get_absolute_url()).content.decode()
    assert "sortent de la période" in page
    with pytest.raises(Refused, match="suivez pas"):
        pupils.save(world.teacher, row.pupil)
    address = reverse("placements:pupil", args=[row.pupil_id])
    client.force_login(world.teacher.user)
    assert client.get(address).status_code == 404
