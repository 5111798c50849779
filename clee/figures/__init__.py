"""What the steering desk says of each committee: a column per figure, each one expression."""

from clee.figure import Figure
from clee.figures import actions as figures_actions
from clee.figures import committee as figures_committee
from clee.figures import meetings as figures_meetings

ALL: tuple[Figure, ...] = (
    *figures_committee.FIGURES,
    *figures_meetings.FIGURES,
    *figures_actions.FIGURES,
)


def add(*columns):
    """Columns of an upper floor, from its `contributions.py`; after those of the committee."""
    global ALL
    ALL += columns
