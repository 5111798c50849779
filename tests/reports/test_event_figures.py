"""Events in the figures of the year: what took place, who was expected, who came."""

import datetime as dt

import pytest
from django.utils import timezone

from events.enums.registration import EntryState
from events.models import Event, SessionEntry
from reports.dimensions import DEPARTMENT
from reports.report import Report
from reports.territories import ALL, Territory
from tests.directory.factories import DepartmentFactory
from tests.events.factories import EventFactory
from tests.events.registration_world import make_world
from tests.reports.world import TODAY

pytestmark = pytest.mark.django_db
CODES = ("events", "events_expected", "events_present")


def report(day=TODAY):
    return Report(2026, Territory(ALL, "Partout"), today=day)


def figures(found):
    return [found.figure(code).now for code in CODES]


def test_what_took_place_and_who_came():
    world = make_world(capacity=30)
    group, alone = world.seated("3e B", 25), world.seated("Ana A")
    world.seated("Trop tard", 10)
    EventFactory(department=DepartmentFactory(code="34"), school_year=world.event.school_year)
    Event.objects.filter(state="published").update(
        starts_at=timezone.now() - dt.timedelta(hours=4), ends_at=timezone.now()
    )
    EventFactory(school_year=world.event.school_year, state="cancelled", reason="Grève")
    assert SessionEntry.objects.filter(state=EntryState.WAITLISTED).count() == 1
    assert figures(report()) == [2, 26, 0]
    SessionEntry.objects.filter(pk=group.pk).update(present=23)
    found = report()
    assert figures(found) == [2, 26, 23]
    assert found.figure("events", DEPARTMENT, "34").now == 1
    assert found.figure("events_present", DEPARTMENT, "31").now == 23
    assert alone.present is None


def test_what_is_to_come_is_not_counted():
    world = make_world(days=1)
    day = timezone.localdate(world.event.ends_at)
    assert figures(report(day - dt.timedelta(days=1))) == [0, 0, 0]
    assert figures(report(day)) == [1, 0, 0]
