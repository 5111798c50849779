"""What the review of a committee says of the placements of its territory (R-CL-5)."""

from django.db.models import Count, Q

from clee.review_figures import Part, Row, register, schools_of_territory
from placements.committee_actions import PRIORITY
from placements.enums import PlacementState, Sex
from placements.models import Placement

SUMS = {
    "Stages réalisés": Count("pk", distinct=True),
    "Filles": Count("pk", filter=Q(sex=Sex.FEMALE), distinct=True),
    "Garçons": Count("pk", filter=Q(sex=Sex.MALE), distinct=True),
    "Élèves de publics prioritaires": Count("pk", filter=PRIORITY, distinct=True),
    "Entreprises d’accueil": Count("stays__company", distinct=True),
}


def rows(committee, years):
    """Of the pupils of its schools; one query."""
    found = Placement.objects.filter(
        school__in=schools_of_territory(committee),
        school_year__in=years,
        state=PlacementState.DONE,
    )
    named = {f"n{rank}": one for rank, one in enumerate(SUMS.values())}
    counted = found.order_by().values("school_year").annotate(**named)
    by_year = list(counted.values_list("school_year", *named))
    for rank, label in enumerate(SUMS, start=1):
        yield Row(label, {row[0]: row[rank] for row in by_year})


register(Part("Stages du territoire", rows))
