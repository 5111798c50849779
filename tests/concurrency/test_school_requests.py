"""School requests under real concurrency: how often a company is called, one yes retained."""

import datetime as dt
import uuid
from functools import partial

import pytest

from accounts.enums import Role
from directory.models import Company
from partnerships import ceilings, seats
from partnerships.models import Booking, ContactCeiling, SchoolRequestCall
from partnerships.rules.ceiling import UNSAID_PER_MONTH
from partnerships.workflow import school_answers
from partnerships.workflow.school_answers import Choice
from tests.accounts.factories import actor_for
from tests.concurrency.threads import together
from tests.directory.factories import ClassGroupFactory, CompanyFactory, SchoolFactory
from tests.partnerships.conftest import make_world
from tests.partnerships.factories import (
    SchoolRequestAnswerFactory,
    SchoolRequestCallFactory,
    SchoolRequestFactory,
    SlotFactory,
)
from tests.partnerships.school_requests.conftest import CLASS, DAYS, TODAY, publish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_two_schools_at_once_do_not_call_a_company_too_often():
    company = CompanyFactory(email="accueil@forge.example", latitude=43.61, longitude=1.45)
    for _ in range(UNSAID_PER_MONTH - 1):
        SchoolRequestCallFactory(company=company)
    schools = [SchoolFactory(latitude=43.6, longitude=1.44, head_visa=False) for _ in range(4)]
    teachers = [actor_for(Role.TEACHER, school=school) for school in schools]
    results = together([partial(publish, *pair) for pair in zip(teachers, schools, strict=True)])
    assert {type(one).__name__ for one in results} == {"SchoolRequest"}
    assert SchoolRequestCall.objects.filter(company=company).count() == UNSAID_PER_MONTH


def contacts_at_once():
    """Two requests and two appels at the same moment to a company that wants two contacts;
    how many reached it."""
    worlds = [make_world(), make_world()]
    company = worlds[0].slot.offer.host_company
    Company.objects.filter(pk=company.pk).update(
        email="accueil@forge.example", latitude=43.61, longitude=1.45
    )
    worlds[1].slot = SlotFactory(offer=worlds[0].slot.offer, starts_on=dt.date(2027, 2, 1))
    ContactCeiling.objects.create(company=company, per_month=2, said_by="la direction")
    schools = [SchoolFactory(latitude=43.6, longitude=1.44, head_visa=False) for _ in range(2)]
    teachers = [actor_for(Role.TEACHER, school=school) for school in schools]
    calls = [partial(publish, *pair) for pair in zip(teachers, schools, strict=True)]
    together([*(world.ask for world in worlds), *calls])
    called = SchoolRequestCall.objects.filter(company=company)
    return called.count() + Booking.objects.filter(company=company).count()


def test_requests_and_calls_at_once_stay_under_the_ceiling():
    assert contacts_at_once() == 2


def test_the_control_without_the_lock_goes_beyond(monkeypatch):
    """Else the test above would prove nothing."""
    monkeypatch.setattr(ceilings, "lock", lambda company_id: True)
    monkeypatch.setattr(ceilings, "lock_all", lambda companies: None)
    monkeypatch.setattr(seats, "lock", list)
    assert contacts_at_once() > 2


def test_two_colleagues_at_once_retain_one_yes():
    school = SchoolFactory()
    heads = [actor_for(Role.HEAD, school=school) for _ in range(2)]
    row = SchoolRequestFactory(school=school)
    answers = [SchoolRequestAnswerFactory(request=row) for _ in range(2)]
    groups = [ClassGroupFactory(school=school) for _ in range(2)]
    acts = [
        partial(
            school_answers.retain,
            head,
            answer,
            Choice(group, CLASS, DAYS),
            key=uuid.uuid4(),
            today=TODAY,
        )
        for head, answer, group in zip(heads, answers, groups, strict=True)
    ]
    results = together(acts)
    assert sorted(type(one).__name__ for one in results) == ["Booking", "Refused"]
    assert Booking.objects.count() == 1
