"""School requests under real concurrency: how often a company is called, one yes retained."""

import uuid
from functools import partial

import pytest

from accounts.enums import Role
from partnerships.enums_school_requests import CALLS_PER_MONTH
from partnerships.models import Booking, SchoolRequestCall
from partnerships.workflow import school_answers
from partnerships.workflow.school_answers import Choice
from tests.accounts.factories import actor_for
from tests.concurrency.threads import together
from tests.directory.factories import ClassGroupFactory, CompanyFactory, SchoolFactory
from tests.partnerships.factories import (
    SchoolRequestAnswerFactory,
    SchoolRequestCallFactory,
    SchoolRequestFactory,
)
from tests.partnerships.school_requests.conftest import CLASS, DAYS, TODAY, publish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def test_two_schools_at_once_do_not_call_a_company_too_often():
    company = CompanyFactory(email="accueil@forge.example", latitude=43.61, longitude=1.45)
    for _ in range(CALLS_PER_MONTH - 1):
        SchoolRequestCallFactory(company=company)
    schools = [SchoolFactory(latitude=43.6, longitude=1.44) for _ in range(4)]
    teachers = [actor_for(Role.TEACHER, school=school) for school in schools]
    results = together([partial(publish, *pair) for pair in zip(teachers, schools, strict=True)])
    assert {type(one).__name__ for one in results} == {"SchoolRequest"}
    assert SchoolRequestCall.objects.filter(company=company).count() == CALLS_PER_MONTH


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
