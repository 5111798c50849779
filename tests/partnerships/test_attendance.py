"""The day itself: who was there, counted by each side; what the figures make of it."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from directory.violations import Refused
from partnerships.models import Attendance
from partnerships.rules.on_the_day import Count, attendance_days, check_count
from partnerships.workflow import day, outcome
from partnerships.workflow.people import Address, answer_link
from partnerships.workflow.tables import SYSTEM
from reports.report import Report
from reports.territories import ALL, Territory
from tests.accounts.factories import actor_for
from tests.directory.factories import SchoolFactory
from tests.partnerships.contract_world import MONDAY, make_contract_world
from tests.reports.world import TODAY, ReportWorld

TUESDAY = MONDAY + dt.timedelta(days=1)
THERE = Count(girls=10, boys=12, adults=2)
MORNING = dt.datetime(2027, 1, 11, 9, tzinfo=dt.UTC)


def test_days_that_may_be_counted():
    last = MONDAY + dt.timedelta(days=2)
    assert attendance_days(MONDAY, last, MONDAY - dt.timedelta(days=1)) == []
    assert attendance_days(MONDAY, last, TUESDAY) == [MONDAY, TUESDAY]
    assert len(attendance_days(MONDAY, last, last + dt.timedelta(days=30))) == 3
    assert attendance_days(MONDAY, last, last + dt.timedelta(days=31)) == []


@pytest.mark.parametrize(
    ("count", "blocks"),
    [
        (THERE, []),
        (Count(absent=True), []),
        (Count(), [True]),
        (Count(absent=True, girls=1), [True]),
        (Count(girls=31), [False]),
    ],
)
def test_numbers_or_an_absence(count, blocks):
    assert [one.blocking for one in check_count(count, 30)] == blocks


@pytest.fixture
def world(db):
    return make_contract_world()


def test_each_side_counts_and_corrects_its_own(world):
    day.count(world.teacher, world.booking, MONDAY, THERE, today=MONDAY)
    day.count(world.company, world.booking, MONDAY, Count(girls=1), today=MONDAY)
    day.count(world.head, world.booking, MONDAY, Count(girls=9, boys=12), today=TUESDAY)
    counted = {row.side: row.pupils for row in Attendance.objects.all()}
    assert counted == {"guest": 21, "host": 1}
    assert outcome.attended(world.booking).pupils == 21


def test_the_fullest_day_stands_for_the_immersion(world):
    day.count(world.teacher, world.booking, MONDAY, Count(absent=True), today=TUESDAY)
    assert outcome.nobody_came(world.booking)
    day.count(world.teacher, world.booking, TUESDAY, THERE, today=TUESDAY)
    assert not outcome.nobody_came(world.booking)


def test_strangers_and_wrong_days_are_refused(world):
    stranger = actor_for(Role.HEAD, school=SchoolFactory())
    with pytest.raises(Refused, match="l’établissement et la structure"):
        day.count(stranger, world.booking, MONDAY, THERE, today=MONDAY)
    with pytest.raises(Refused, match="ne se relève pas"):
        day.count(world.teacher, world.booking, TUESDAY, THERE, today=MONDAY)
    with pytest.raises(Refused, match="Indiquez qui était là"):
        day.count(world.teacher, world.booking, MONDAY, Count(), today=MONDAY)


def test_the_teacher_counts_on_a_page_filled_with_who_is_expected(world, client, time_machine):
    page = reverse("partnerships:attendance", args=[world.booking.pk])
    time_machine.move_to(MORNING - dt.timedelta(hours=12))
    client.force_login(world.teacher.user)
    assert client.get(page).url == world.booking.get_absolute_url()
    time_machine.move_to(MORNING)
    assert f'value="{world.booking.girls}"' in client.get(page).content.decode()
    client.post(page, {"day": MONDAY.isoformat(), "girls": "7", "adults": "2"})
    row = Attendance.objects.get()
    assert (row.girls, row.boys, row.side) == (7, 0, "guest")
    client.post(page, {"day": MONDAY.isoformat(), "absent": "on", "girls": "7"})
    row.refresh_from_db()
    assert row.absent and row.pupils == 0
    booking_page = client.get(world.booking.get_absolute_url()).content.decode()
    assert "le groupe n’est pas venu" in booking_page
    client.force_login(actor_for(Role.HEAD, school=SchoolFactory()).user)
    assert client.get(page).status_code == 404


def test_the_host_counts_by_its_link(world, client, time_machine):
    time_machine.move_to(MORNING)
    link = answer_link(SYSTEM, world.booking, Address("accueil@meca.example", "Camille"))
    assert "Relever la présence" in client.get(link.path).content.decode()
    page = f"{link.path}presence/"
    assert client.get(page).status_code == 200 and not Attendance.objects.exists()
    client.post(page, {"day": MONDAY.isoformat(), "girls": "5", "boys": "6", "adults": "1"})
    assert Attendance.objects.get().side == "host"
    assert "11 élèves (5 filles, 6 garçons)" in client.get(link.path).content.decode()


# --- Figures -------------------------------------------------------------------------


def figure(code):
    return Report(2026, Territory(ALL, "Partout"), today=TODAY).figure(code).now


def counted(booking, side, **numbers):
    first = booking.starts_on
    Attendance.objects.create(
        booking=booking, day=first, side=side, taken_at=MORNING, taken_by="X", **numbers
    )


@pytest.mark.django_db
def test_who_was_there_counts_before_who_was_signed():
    world = ReportWorld()
    booking = world.immersion("completed")
    signed = booking.girls
    assert figure("girls") == signed
    counted(booking, "host", girls=7, boys=8)
    assert (figure("girls"), figure("pupils")) == (7, 15)
    counted(booking, "guest", girls=5, boys=6)
    assert (figure("girls"), figure("pupils"), figure("classes")) == (5, 11, 1)


@pytest.mark.django_db
def test_a_class_that_did_not_come_is_not_counted():
    world = ReportWorld()
    booking = world.immersion("completed")
    assert figure("classes") == 1
    counted(booking, "guest", absent=True)
    assert figure("classes") == 0
