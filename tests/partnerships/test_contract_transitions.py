"""Every state × event × actor of the contract's table, and who may not."""

import pytest

from accounts.actor import Actor
from accounts.enums import Role
from directory.violations import Refused
from partnerships.enums.contract import ContractState
from partnerships.workflow.contract_base import TABLE
from partnerships.workflow.tables import SYSTEM
from tests.accounts.factories import actor_for
from tests.accounts.transitions import every_case
from tests.partnerships.contract_world import make_contract_world

pytestmark = pytest.mark.django_db
SCHOOL = {Role.TEACHER, Role.HEAD, Role.DEPUTY, Role.DDFPT, Role.RBDE}
PORTAL_ONLY = {"seal", "uncover", "uncomplete", "complete", "postpone"}
CASES = every_case(TABLE, ContractState)


def allowed(case):
    """Whether this role, acting for a party of the contract, may do it."""
    if case.event == "cancel":
        return True
    if case.event in PORTAL_ONLY:
        return False
    if case.event == "send":
        return case.role in SCHOOL
    return case.role in SCHOOL | {Role.COMPANY_REPRESENTATIVE, None}


def actor_of(world, role):
    booking = world.booking
    places = {
        Role.COMPANY_REPRESENTATIVE: {"company": booking.company},
        Role.BRANCH_OFFICER: {"branch": world.contract.branch},
    }
    if role in places:
        return actor_for(role, **places[role])
    if role.of_school:
        return actor_for(role, school=booking.school)
    return actor_for(role)


def test_every_case_of_the_table():
    """Role None is the holder of the host's personal link."""
    world = make_contract_world()
    actors = {role: actor_of(world, role) for role in Role}
    actors[None] = Actor.of_link(world.fill_link)
    for case in CASES:
        contract = world.contract
        contract.state = case.state
        actor = actors[case.role]
        if case.expected and allowed(case):
            assert TABLE.apply(contract, case.event, actor) == case.expected, case
        else:
            with pytest.raises(Refused):
                TABLE.apply(contract, case.event, actor)
            assert contract.state == case.state, case


def test_the_portal_itself_may_seal_uncover_complete_and_void():
    world = make_contract_world()
    for (state, event), line in TABLE.transitions.items():
        world.contract.state = state
        if event == "send":
            assert not TABLE.can(world.contract, event, SYSTEM)
        else:
            assert TABLE.apply(world.contract, event, SYSTEM) == line.to


def test_every_right_but_the_relation_gives_nothing():
    world = make_contract_world()
    strangers = [actor_for(role) for role in Role]
    other = make_contract_world()
    for (state, event), _ in TABLE.transitions.items():
        if event == "cancel":
            continue
        other.contract.state = state
        for actor in [*strangers, world.teacher, world.company, world.officer]:
            assert not TABLE.can(other.contract, event, actor), (state, event, actor.role)
