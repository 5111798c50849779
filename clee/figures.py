"""What the steering desk says of each committee: a column per figure, each one expression."""

from clee import figures_committee
from clee.figure import Figure

ALL: tuple[Figure, ...] = (*figures_committee.FIGURES,)
