"""The yearly sheet of a company: the figures of the report, its own only."""

import datetime as dt

import pytest
from django.urls import reverse

from accounts.enums import Role
from directory.years import current_year
from partnerships.enums import BookingState
from partnerships.enums.contract import ContractKind, ContractState
from partnerships.models import Booking, Contract
from reports.company_sheet import EVERYWHERE, counted, data, of_rows
from reports.report import Report
from tests.accounts.factories import actor_for
from tests.directory.factories import BranchOrganisationFactory, CompanyFactory, DepartmentFactory
from tests.partnerships.factories import BookingFactory, SlotFactory

LATER = dt.date(2027, 6, 1)


def lived(slot, state=ContractState.COMPLETED):
    booking = BookingFactory(slot=slot, state=BookingState.DONE)
    Contract.objects.create(
        booking=booking,
        school_year_id=booking.school_year_id,
        kind=ContractKind.CLASS_IMMERSION,
        state=state,
        branch=BranchOrganisationFactory(),
        signed_at=dt.datetime(2026, 12, 1, tzinfo=dt.UTC),
    )
    return booking


@pytest.fixture
def host(db):
    slot = SlotFactory(capacity=90)
    lived(slot), lived(slot)
    lived(slot, ContractState.UNCOVERED)
    BookingFactory(slot=SlotFactory(offer=slot.offer, starts_on=dt.date(2027, 2, 1)))
    return slot.offer.host_company


def test_the_figures_are_those_of_the_report(host):
    year = current_year().start_year
    (code,) = found = counted(host, year, LATER)
    assert code == "classes"
    one, report = of_rows(found[code]), Report(year, EVERYWHERE, LATER)
    for name, value in (
        ("classes", one.groups), ("pupils", one.pupils), ("girls", one.girls),
        ("boys", one.boys), ("schools", one.schools),
    ):  # fmt: skip
        assert report.figure(name).now == value
    assert (one.groups, one.pupils, one.girls, one.boys, one.days, one.schools) == (
        *(2, 48, 24, 22, 6, 2),
    )


def test_no_name_and_nothing_of_another(host):
    lived(SlotFactory())
    printed = data(host, current_year().start_year, LATER)
    assert len(printed["visits"]) == 2 and printed["lines"][-1][:3] == ["Ensemble", "2", "48"]
    teachers = {str(row.teacher) for row in Booking.objects.select_related("teacher")}
    assert not [name for name in teachers if name in str(printed)]
    empty = data(CompanyFactory(), current_year().start_year, LATER)
    assert empty["nothing"] and not empty["lines"]


def test_who_takes_it(client, host):
    url = reverse("reports:company_sheet", args=[host.pk])
    for role, status in ((Role.HEAD, 403), (Role.TEACHER, 403), (Role.RBDE, 200)):
        client.force_login(actor_for(role).user)
        assert client.get(url).status_code == status, role
    own = actor_for(Role.COMPANY_REPRESENTATIVE, company=host)
    client.force_login(own.user)
    answer = client.get(url)
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF-")
    foreign = CompanyFactory(department=DepartmentFactory(code="34", name="Hérault"))
    far = reverse("reports:company_sheet", args=[foreign.pk])
    assert client.get(far).status_code == 404
    client.force_login(actor_for(Role.RBDE).user)
    assert client.get(far).status_code == 404
