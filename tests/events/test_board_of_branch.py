"""What the board of a branch says of the final, through the registry of its columns."""

import pytest

from events.enums.cup import TeamState
from events.models import Team
from partnerships import branch_desk
from partnerships.models import Booking
from tests.events.cup_world import contract, make_world

pytestmark = pytest.mark.django_db


def test_the_board_says_which_classes_are_entered_in_the_final(django_assert_num_queries):
    entered, withdrawn = make_world(teams=2).teams
    Team.objects.filter(pk=withdrawn.pk).update(state=TeamState.WITHDRAWN, state_reason="Malade")
    other = contract()
    rows = Booking.objects.order_by("pk")
    place = branch_desk.columns().index("Entrée en finale")
    found = {line.booking: line.steps[place] for line in branch_desk.lines(rows)}
    assert found == {
        entered.contract.booking: "Finale régionale, éligible",
        withdrawn.contract.booking: "",
        other.booking: "",
    }
    (column,) = (one for one in branch_desk._columns if one.label == "Entrée en finale")
    with django_assert_num_queries(1):
        column.of(list(found))
