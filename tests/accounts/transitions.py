"""For exhaustive tests of a table of transitions: every state × event × role.

@pytest.mark.parametrize("case", every_case(TABLE, BookingState), ids=str)
def test_table(case): ...
"""

from dataclasses import dataclass

from accounts.enums import Role


@dataclass(frozen=True)
class Case:
    """`expected` is the new state when the table holds a line for (state, event), else None;
    whether `role` may use that line is for the test to say."""

    state: str
    event: str
    role: Role | None
    expected: str | None

    def __str__(self):
        return f"{self.state}-{self.event}-{self.role or 'link'}"


def every_case(table, states, roles=(None, *Role)):
    """One Case for each state (also those without a line), event and role."""
    return [
        Case(str(state), event, role, line.to if line else None)
        for state in states
        for event in table.events
        for role in roles
        for line in [table.transitions.get((state, event))]
    ]
