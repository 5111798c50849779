"""Two people save the same part of a contract at the same moment, on real connections."""

from functools import partial

import pytest

from partnerships.workflow import contract_numbers, contracts
from partnerships.workflow.contract_edits import Edit, Outdated, version_of
from tests.concurrency.threads import together
from tests.partnerships.contract_world import make_contract_world

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.concurrency]


def save(world, actor, name, seen):
    edit = Edit(values={"tutor_name": name})
    return contracts.change(actor, world.contract, edit, seen=seen)


def in_turn(results):
    return sorted(type(result).__name__ for result in results)


def test_one_is_written_the_other_is_told():
    world = make_contract_world()
    seen = version_of(world.fresh(), Edit(values={"tutor_name": ""}))
    names = {"Luc Petit": world.teacher, "Eva Blanc": world.company}
    results = together([partial(save, world, actor, name, seen) for name, actor in names.items()])
    assert in_turn(results) == ["Effect", "Outdated"]
    (told,) = (result for result in results if isinstance(result, Outdated))
    winner = world.fresh().tutor_name
    assert told.contract.tutor_name == winner
    assert [entry.actor_label for entry in told.entries] == [names[winner].label]


def test_the_control_without_what_was_seen_loses_a_text():
    """The same two: else the test above would prove nothing."""
    world = make_contract_world()
    names = {"Luc Petit": world.teacher, "Eva Blanc": world.company}
    results = together([partial(save, world, actor, name, None) for name, actor in names.items()])
    assert in_turn(results) == ["Effect", "Effect"]


def test_numbers_of_the_booking_too():
    world = make_contract_world()
    counts = {"girls": 1, "boys": 1, "unspecified": 0, "adults": 2}
    seen = version_of(world.fresh(), Edit(numbers=counts))
    results = together(
        [
            partial(
                contract_numbers.change_numbers,
                actor,
                world.contract,
                counts | {"girls": girls},
                seen=seen,
            )
            for girls, actor in ((3, world.teacher), (4, world.head))
        ]
    )
    assert in_turn(results) == ["Effect", "Outdated"]
