import pytest

from tests.reports.world import TEN, full_world
from tests.worlds import shared_world


@shared_world(moment=TEN)
def figures():
    """The rows of `full_world`, whatever the day of the test."""
    return full_world()


@pytest.fixture
def world(figures, time_machine):
    """The same on the day of its figures."""
    time_machine.move_to(TEN)
    return figures
