"""The rentrée under real concurrency: two heads confirm, two people announce and attach."""

import datetime as dt
from functools import partial

import pytest

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import JournalEntry, RoleAssignment, RoleRenewal
from accounts.workflow import renewal
from directory.models import ClassGroup
from directory.violations import Refused
from partnerships import class_groups
from partnerships.models import Booking
from partnerships.workflow import bookings, planned
from tests.accounts.factories import RoleAssignmentFactory, actor_for
from tests.concurrency.threads import together
from tests.directory.factories import ClassGroupFactory, SchoolFactory, SchoolYearFactory
from tests.partnerships.conftest import TODAY, host_of, make_world
from tests.partnerships.factories import SlotFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_two_heads_who_confirm_others_keep_both(time_machine):
    time_machine.move_to(dt.datetime(2027, 6, 20, 10, tzinfo=dt.UTC))
    school = SchoolFactory()
    heads = [actor_for(Role.HEAD, school=school) for _ in range(2)]
    ends = {"starts_on": dt.date(2026, 9, 1), "schools": [school]}
    rows = [RoleAssignmentFactory(ends_on=None, **ends) for _ in range(4)]

    results = together(
        [
            partial(renewal.confirm, head, school, chosen)
            for head, chosen in zip(heads, (rows[:1], rows[1:2]), strict=True)
        ]
    )

    assert not [one for one in results if isinstance(one, Exception)]
    last = sorted(
        RoleAssignment.objects.filter(role=Role.TEACHER).values_list("ends_on", flat=True)
    )
    assert last == [dt.date(2027, 8, 31)] * 2 + [dt.date(2028, 8, 31)] * 2
    assert RoleRenewal.objects.count() == 1


def test_eight_clicks_reopen_a_role_once(time_machine):
    time_machine.move_to(dt.datetime(2027, 9, 6, 10, tzinfo=dt.UTC))
    school = SchoolFactory()
    head = actor_for(Role.HEAD, school=school)
    ends = {"starts_on": dt.date(2026, 9, 1), "ends_on": dt.date(2027, 8, 31)}
    row = RoleAssignmentFactory(schools=[school], **ends)
    results = together([partial(renewal.reopen, head, row)] * 8)
    assert {one.ends_on for one in results} == {dt.date(2028, 8, 31)}
    assert JournalEntry.objects.filter(verb="a rouvert le rôle").count() == 1


def test_eight_clicks_announce_each_class_once():
    school = SchoolFactory()
    head = actor_for(Role.HEAD, school=school)
    year = SchoolYearFactory(start_year=2027, state="preparation")
    groups = [ClassGroupFactory(school=school, name=name, level="3e") for name in ("3A", "3B")]
    plans = [class_groups.Plan(group, group.name) for group in groups]
    results = together([partial(class_groups.plan_groups, head, school, year, plans)] * 8)
    assert sum(results) == 2
    assert ClassGroup.objects.filter(school_year=year).count() == 2


def test_a_planned_class_is_attached_to_one_real_class():
    world = make_world()
    ClassGroup.objects.filter(pk=world.group.pk).update(is_planned=True)
    booking = world.ask()
    reals = [ClassGroupFactory(school=world.school, level=world.group.level) for _ in range(4)]
    head = Actor.of(world.head.user)

    results = together([partial(planned.attach, head, world.group, real) for real in reals])

    done = [one for one in results if not isinstance(one, Exception)]
    assert len(done) == 1 and all(isinstance(one, Refused | list) for one in results)
    booking.refresh_from_db()
    assert booking.class_group in reals
    assert not ClassGroup.objects.filter(pk=world.group.pk).exists()


def test_r_cee_6_an_acceptance_meanwhile_finds_its_class():
    """The host accepts while the class is attached: both are done, in either order."""
    for _ in range(4):
        world = make_world()
        ClassGroup.objects.filter(pk=world.group.pk).update(is_planned=True)
        booking, rival = world.ask(), world.ask(slot=SlotFactory())
        real = ClassGroupFactory(school=world.school, level=world.group.level)
        host = host_of(booking)

        results = together(
            [
                partial(
                    planned.attach, Actor.of(world.head.user), world.group, real, confirmed=True
                ),
                partial(bookings.accept, host, booking, today=TODAY),
            ]
        )

        assert not [one for one in results if isinstance(one, Exception)], results
        rows = Booking.objects.filter(pk__in=[booking.pk, rival.pk])
        assert set(rows.values_list("class_group", flat=True)) == {real.pk}
        assert sorted(rows.values_list("state", flat=True)) == ["accepted", "withdrawn"]


def test_r_cee_6_a_request_meanwhile_is_never_of_a_class_that_is_gone():
    world = make_world()
    ClassGroup.objects.filter(pk=world.group.pk).update(is_planned=True)
    real = ClassGroupFactory(school=world.school, level=world.group.level)
    asked, moved = together(
        [world.ask, partial(planned.attach, Actor.of(world.head.user), world.group, real)]
    )
    assert isinstance(moved, list)
    if isinstance(asked, Refused):
        assert "vient d’être rattachée" in asked.message and not Booking.objects.exists()
    else:
        assert Booking.objects.get().class_group == real
