"""The tables of school requests and of their answers, exhaustively."""

import pytest

from accounts.actor import Actor
from accounts.enums import Role
from directory.violations import Refused
from partnerships.enums.school_requests import AnswerKind, AnswerState, RequestState
from partnerships.workflow.people import Address
from partnerships.workflow.school_request_tables import ANSWER, REQUEST
from partnerships.workflow.school_requests import call_link
from partnerships.workflow.tables import SYSTEM
from tests.accounts.factories import UserFactory, actor_for
from tests.directory.factories import CompanyFactory, SchoolFactory
from tests.partnerships.factories import SchoolRequestAnswerFactory, SchoolRequestCallFactory

pytestmark = pytest.mark.django_db

SCHOOL, ANSWERER, PORTAL = {"author", "head", "rbde"}, {"company", "link"}, {"portal"}
REOPEN = {"reopen": (SCHOOL, "published")}
HEAD = {"head"}
WANTED = {
    "awaiting_visa": {
        "give_visa": (HEAD, "published"),
        "refuse_visa": (HEAD, "withdrawn"),
        "withdraw": (SCHOOL, "withdrawn"),
        "expire": (PORTAL, "expired"),
    },
    "published": {
        "retain": (SCHOOL, "met"),
        "close": (SCHOOL, "met"),
        "withdraw": (SCHOOL, "withdrawn"),
        "expire": (PORTAL, "expired"),
    },
    "met": REOPEN,
    "withdrawn": REOPEN,
    "expired": REOPEN,
}
GIVEN = {
    "change": (ANSWERER, "given"),
    "withdraw": (ANSWERER, "withdrawn"),
}
OF_KIND = {
    "yes": GIVEN | {"retain": (SCHOOL, "retained"), "decline": (SCHOOL, "declined")},
    "question": GIVEN | {"reply": (SCHOOL, "given")},
    "not_now": GIVEN,
}


@pytest.fixture
def answer():
    return SchoolRequestAnswerFactory()


@pytest.fixture
def actors(answer):
    request, company = answer.request, answer.company
    call = SchoolRequestCallFactory(request=request, company=company)
    other = SchoolRequestCallFactory(request=request)
    me = Address("accueil@forge.example", "Forge")
    school = request.school
    return {
        "author": actor_for(Role.TEACHER, user=request.created_by, school=school),
        "colleague": actor_for(Role.TEACHER, school=school),
        "head": actor_for(Role.HEAD, school=school),
        "rbde": actor_for(Role.RBDE, school=school),
        "other head": actor_for(Role.HEAD, school=SchoolFactory()),
        "company": actor_for(Role.COMPANY_REPRESENTATIVE, company=company),
        "other company": actor_for(Role.COMPANY_REPRESENTATIVE, company=CompanyFactory()),
        "officer": actor_for(Role.MISSION_OFFICER, department=school.department),
        "administrator": actor_for(Role.ADMINISTRATOR),
        "no role": Actor.of(UserFactory()),
        "visitor": Actor.anonymous(),
        "false portal": Actor.system("Passerelle"),
        "link": Actor.of_link(call_link(SYSTEM, call, me)),
        "other link": Actor.of_link(call_link(SYSTEM, other, me)),
        "portal": SYSTEM,
    }


def check(table, row, states, wanted, actors):
    for state in states:
        for event in table.events:
            who, to = wanted.get(state, {}).get(event, (set(), None))
            for name, actor in actors.items():
                row.state = state
                if name in who:
                    assert table.apply(row, event, actor) == to, (state, event, name)
                else:
                    with pytest.raises(Refused):
                        table.apply(row, event, actor)
                    assert row.state == state


def test_every_state_event_and_actor_of_a_request(answer, actors):
    check(REQUEST, answer.request, RequestState, WANTED, actors)


@pytest.mark.parametrize("kind", AnswerKind)
def test_every_state_event_and_actor_of_an_answer(answer, actors, kind):
    answer.kind = kind
    check(ANSWER, answer, AnswerState, {"given": OF_KIND[kind]}, actors)


def test_a_yes_without_a_company_is_no_booking(answer, actors):
    answer.company = None
    assert not ANSWER.can(answer, "retain", actors["head"])
