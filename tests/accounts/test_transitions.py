from types import SimpleNamespace

import pytest
from django.db import models

from accounts.actor import Actor
from accounts.enums import Role
from accounts.transitions import Table, Transition
from directory.violations import Refused
from tests.accounts.transitions import every_case


class State(models.TextChoices):
    DRAFT = "draft", "brouillon"
    SENT = "sent", "envoyée"
    DONE = "done", "terminée"


def is_owner(instance, actor):
    return actor.label == instance.owner


TABLE = Table(
    {
        (State.DRAFT, "send"): Transition(State.SENT, {Role.TEACHER, Role.HEAD}, "Envoyer"),
        (State.SENT, "finish"): Transition(State.DONE, is_owner, "Terminer"),
        (State.DRAFT, "finish"): Transition(State.DONE, {Role.ADMINISTRATOR}, "Terminer"),
    }
)


def thing(state, owner=""):
    return SimpleNamespace(state=state, owner=owner, get_state_display=lambda: State(state).label)


@pytest.mark.parametrize("case", every_case(TABLE, State), ids=str)
def test_every_state_event_and_role(case):
    row = thing(case.state, owner="nobody")
    actor = Actor(role=case.role, label="Somebody")
    may = {
        ("draft", "send"): {Role.TEACHER, Role.HEAD},
        ("draft", "finish"): {Role.ADMINISTRATOR},
    }.get((case.state, case.event), set())

    assert TABLE.can(row, case.event, actor) is (case.role in may)
    if case.role in may:
        assert TABLE.apply(row, case.event, actor) == row.state == case.expected
    else:
        with pytest.raises(Refused):
            TABLE.apply(row, case.event, actor)
        assert row.state == case.state


def test_a_function_decides_by_the_instance():
    row = thing(State.SENT, owner="Nadia")

    assert not TABLE.can(row, "finish", Actor(role=Role.ADMINISTRATOR, label="Paul"))
    assert TABLE.events_for(row, Actor(label="Nadia")) == [("finish", "Terminer")]
    assert TABLE.apply(row, "finish", Actor(label="Nadia")) == State.DONE


def test_the_refusal_names_the_state_in_french():
    with pytest.raises(Refused, match="terminée"):
        TABLE.apply(thing(State.DONE), "send", Actor(role=Role.TEACHER))
