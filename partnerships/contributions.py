"""What partnerships adds to the pages of lower floors."""

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from clee import figures
from partnerships import (  # noqa: F401 declare what committees count
    committee_actions,
    review_figures,
)
from partnerships.models import Partnership


def partnerships_of_committee(day):
    """How many partnerships in force a committee holds."""
    held = Partnership.objects.active().filter(committee=OuterRef("pk")).order_by()
    counted = held.values("committee").annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


figures.add(
    figures.Figure(
        "held_partnerships",
        "Partenariats",
        partnerships_of_committee,
        lambda count, day: str(count or "aucun"),
    )
)
