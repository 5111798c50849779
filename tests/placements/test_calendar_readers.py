"""Who gets the calendar of June beside the members of a committee (R-CL-3)."""

import datetime as dt

import pytest
from django.utils import timezone

from accounts.enums import Role
from clee import periods
from partnerships.models import ContactCeiling
from placements.calendar_readers import hosts_of_departments
from tests.accounts.factories import actor_for
from tests.directory.factories import CompanyFactory, DepartmentFactory
from tests.partnerships.factories import BookingFactory
from tests.placements.factories import PlacementFactory
from tests.placements.pfmp_world import make_pfmp_world
from tests.placements.test_pfmp_hosts import send

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 23)


@pytest.fixture
def world():
    return make_pfmp_world()


@pytest.fixture
def codes(world):
    return [world.period.school.department_id]


def host(world, email="atelier@essai.test", **company):
    company = CompanyFactory(email=email, **company)
    PlacementFactory(pupil=world.pupils(1)[0], kind="pfmp", company=company)
    return company


def found(codes):
    return [company for company, _ in hosts_of_departments(codes, TODAY)]


def test_hosts_of_pupils_and_of_classes_of_the_territory(world, codes):
    pupils, booking = host(world), BookingFactory(state="accepted")
    booking.company.email = "classe@essai.test"
    booking.company.save()
    host(make_pfmp_world(), email="")
    CompanyFactory(email="jamais@essai.test")
    there = [*codes, booking.school.department_id]
    assert set(found(there)) == {pupils, booking.company}
    assert found([DepartmentFactory(code="48").pk]) == []
    assert {one.pk for one, _ in periods.readers_of(there, TODAY)} == {
        pupils.pk, booking.company.pk
    }  # fmt: skip


def test_who_hosted_too_long_ago_or_called_off_is_not_written_to(world, codes):
    company = host(world)
    stay = company.stays.get()
    stay.starts_on = dt.date(2024, 11, 1)
    stay.save()
    assert found(codes) == []
    stay.starts_on = dt.date(2025, 11, 1)
    stay.save()
    assert found(codes) == [company]
    stay.placement.state, stay.placement.cancel_reason = "cancelled", "host"
    stay.placement.save()
    assert found(codes) == []


def test_neither_who_refuses_nor_who_had_its_requests_of_the_month(world, codes):
    refusing = {"contact_refused": True, "contact_refused_reason": "Ne plus appeler"}
    host(world, **refusing)
    host(world, is_active=False)
    company = host(world)
    assert found(codes) == [company]
    ContactCeiling.objects.create(company=company, per_month=1, said_by="la direction")
    send(world, {company: company.email})
    assert timezone.localdate() == TODAY and found(codes) == []


def test_who_has_an_account_reads_it_there(world, codes):
    company = host(world, email="")
    assert found(codes) == []
    actor = actor_for(Role.COMPANY_REPRESENTATIVE, company=company)
    [(_, to)] = hosts_of_departments(codes, TODAY)
    assert (to.email, to.user_id) == (actor.user.email, actor.user.pk)


def test_two_queries_whatever_their_number(world, codes, django_assert_num_queries):
    for number in range(4):
        host(world, email=f"h{number}@essai.test")
    with django_assert_num_queries(2):
        assert len(found(codes)) == 4
