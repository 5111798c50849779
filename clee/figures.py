"""What the steering desk says of each committee: a column per figure, each one expression."""

from clee import figures_actions, figures_committee, figures_meetings
from clee.figure import Figure

ALL: tuple[Figure, ...] = (
    *figures_committee.FIGURES,
    *figures_meetings.FIGURES,
    *figures_actions.FIGURES,
)


def add(*columns):
    """Columns of an upper floor, from its `contributions.py`; after those of the committee."""
    global ALL
    ALL += columns
