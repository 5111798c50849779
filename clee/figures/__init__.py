"""What the steering desk says of each committee: a column per figure, each one expression."""

from clee.figure import Figure
from clee.figures import actions, meetings
from clee.figures import committee as figures_committee

ALL: tuple[Figure, ...] = (
    *figures_committee.FIGURES,
    *meetings.FIGURES,
    *actions.FIGURES,
)


def add(*columns):
    """Columns of an upper floor, from its `contributions.py`; after those of the committee."""
    global ALL
    ALL += columns
