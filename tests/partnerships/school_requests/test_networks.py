"""The networks where companies meet hear of a school that looks for a host, and answer."""

import pytest

from accounts.actor import Actor
from accounts.models import PersonalLink
from directory.enums import NetworkKind
from directory.violations import Refused
from partnerships.enums.school_requests import AnswerKind
from partnerships.workflow.school_answers import Said, answer
from tests.directory.factories import DepartmentFactory, PartnerNetworkFactory
from tests.partnerships.school_requests.conftest import TODAY, publish, told, yes

pytestmark = pytest.mark.django_db


def network(name, *departments, kind=NetworkKind.CLUB):
    return PartnerNetworkFactory(
        kind=kind, email=f"{name}@reseau.example", departments=list(departments)
    )


def test_networks_of_the_departement_are_told_and_answer_by_their_link(teacher, school, company):
    near = network("club", school.department)
    network("loin", DepartmentFactory(code="34"))
    network("prefecture", school.department, kind=NetworkKind.PREFECTURE)
    row = publish(teacher, school)
    assert [one for one in told("published") if "reseau" in one] == ["club@reseau.example"]

    call = row.calls.get(network=near)
    holder = Actor.of_link(PersonalLink.objects.about(call).get())
    words = Said(AnswerKind.QUESTION, network=near, message="Quelles machines ?")
    given = answer(holder, row, words, today=TODAY)
    assert (given.network, given.company) == (near, None)
    assert told("answered") == [teacher.user.email]
    # It speaks for itself, never for a company.
    with pytest.raises(Refused, match="pas ouverte"):
        answer(holder, row, yes(company), today=TODAY)
