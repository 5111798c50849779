"""What the review of a committee says of the placements of its territory (R-CL-5)."""

from django.db.models import Count, Q

from clee.review.figures import YEAR, Part, register
from directory.tallies import Tally
from placements.committee_actions import PRIORITY
from placements.enums import VOCATIONAL, PlacementState, Sex
from placements.models import Placement, Stay


def _count(*among):
    return Count("pk", filter=Q(~Q(kind__in=VOCATIONAL), *among))


# As in the yearly report: those who observe, then those who are trained, never together.
SUMS = {
    "Stages réalisés": _count(),
    "Filles": _count(Q(sex=Sex.FEMALE)),
    "Garçons": _count(Q(sex=Sex.MALE)),
    "Élèves de publics prioritaires": _count(PRIORITY),
    "PFMP et stages de BTS réalisés": Count("pk", filter=Q(kind__in=VOCATIONAL)),
}
HOSTS = "Entreprises d’accueil (hors PFMP et BTS)"


def tallies(committee, years):
    """Of the pupils of its schools. Hosts apart: were the stays joined to the count of
    placements, PostgreSQL would have more tables than it orders at once (decision 0045) and
    begin with all placements of two years."""
    found = Placement.objects.filter(
        school__in=committee.schools(), school_year__in=years, state=PlacementState.DONE
    )
    yield Tally(found, YEAR, SUMS)
    stays = Stay.objects.filter(
        placement__school__in=committee.schools(),
        placement__school_year__in=years,
        placement__state=PlacementState.DONE,
    ).exclude(placement__kind__in=VOCATIONAL)
    yield Tally(stays, f"placement__{YEAR}", {HOSTS: Count("company", distinct=True)})


register(Part("Stages du territoire", tallies))
