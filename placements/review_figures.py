"""What the review of a committee says of the placements of its territory (R-CL-5)."""

from django.db.models import Count, Q

from clee.review.figures import YEAR, Part, register
from directory.tallies import Tally
from placements.committee_actions import PRIORITY
from placements.enums import VOCATIONAL, PlacementState, Sex
from placements.models import Placement

IS_VOCATIONAL = Q(kind__in=VOCATIONAL)


def _count(*among, what="pk"):
    return Count(what, filter=Q(~IS_VOCATIONAL, *among), distinct=True)


# As in the yearly report: those who observe, then those who are trained, never together.
SUMS = {
    "Stages réalisés": _count(),
    "Filles": _count(Q(sex=Sex.FEMALE)),
    "Garçons": _count(Q(sex=Sex.MALE)),
    "Élèves de publics prioritaires": _count(PRIORITY),
    "Entreprises d’accueil": _count(what="stays__company"),
    "PFMP et stages de BTS réalisés": Count("pk", filter=IS_VOCATIONAL, distinct=True),
}


def tallies(committee, years):
    """Of the pupils of its schools."""
    found = Placement.objects.filter(
        school__in=committee.schools(),
        school_year__in=years,
        state=PlacementState.DONE,
    )
    yield Tally(found, YEAR, SUMS)


register(Part("Stages du territoire", tallies))
