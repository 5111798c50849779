"""The committees of the territory hear of a school that looks for a host, and answer."""

import pytest

from accounts.enums import Role
from clee.enums import CommitteeState
from clee.models import Committee
from directory.violations import Refused
from partnerships.models import SchoolRequest
from partnerships.workflow import school_answers
from partnerships.workflow.school_answers import answer
from tests.accounts.factories import actor_for
from tests.clee.factories import CommitteeFactory, MandateFactory
from tests.directory.factories import DepartmentFactory, MunicipalityFactory, TrainingBasinFactory
from tests.partnerships.school_requests.conftest import TODAY, publish, told, yes

pytestmark = pytest.mark.django_db


def led(department, *basins, **values):
    committee = CommitteeFactory(departments=[department], **values)
    committee.basins.set(basins)
    actor = actor_for(Role.CO_LEAD)
    MandateFactory(committee=committee, user=actor.user)
    return actor


def test_co_leads_around_are_told_see_it_and_answer(teacher, school, company):
    near = led(school.department)
    elsewhere = led(DepartmentFactory(code="34"))
    asleep = led(school.department, state=CommitteeState.DORMANT)
    over = led(school.department)
    over.user.mandates.update(ends_on="2026-01-01")
    row = publish(teacher, school)
    assert near.user.email in told("published")
    others = {elsewhere, asleep, over}
    assert not {one.user.email for one in others} & set(told("published"))
    assert SchoolRequest.objects.visible_to(near).get() == row
    for one in (elsewhere, over):
        assert not SchoolRequest.objects.visible_to(one).exists()
        with pytest.raises(Refused, match="pas ouverte"):
            answer(one, row, yes(company), today=TODAY)
    given = answer(near, row, yes(company), today=TODAY)
    assert (given.company, given.answered_by) == (company, near.user)
    assert not school_answers.may_answer(actor_for(Role.JUROR), row)


def test_a_committee_of_some_bassins_hears_of_their_schools(teacher, school):
    own, other = TrainingBasinFactory(), TrainingBasinFactory()
    school.basin = own
    school.save()
    inside, outside = led(school.department, own), led(school.department, other)
    assert Committee.objects.around(school).get().mandates.get().user == inside.user
    row = publish(teacher, school)
    assert inside.user.email in told("published") and outside.user.email not in told("published")
    assert SchoolRequest.objects.visible_to(inside).get() == row
    assert not SchoolRequest.objects.visible_to(outside).exists()


def test_a_committee_of_some_municipalities_hears_of_their_schools(teacher, school):
    own, other = MunicipalityFactory(), MunicipalityFactory(insee_code="31069", name="Blagnac")
    school.municipality = own
    school.save()
    inside, outside = led(school.department), led(school.department)
    inside.user.mandates.get().committee.municipalities.set([own])
    outside.user.mandates.get().committee.municipalities.set([other])
    row = publish(teacher, school)
    assert inside.user.email in told("published") and outside.user.email not in told("published")
    assert SchoolRequest.objects.visible_to(inside).get() == row
    assert not SchoolRequest.objects.visible_to(outside).exists()
