"""How far a placement is from where the pupil lives, in whole kilometres: a figure, never a place
(DOMAIN §8)."""

from django.db.models import F, FloatField, Func, IntegerField, OuterRef, Subquery
from django.db.models.functions import Cast, Coalesce, Round

from directory.models import Municipality
from placements.models import Stay


def to_first_host():
    """Of placements: from the pupil's municipality to the first host; NULL when one of the two
    is not known."""
    home = Municipality.objects.filter(insee_code=OuterRef("placement__pupil__municipality_code"))
    km = Func(
        F("company__latitude"),
        F("company__longitude"),
        Subquery(home.values("latitude")[:1]),
        Subquery(home.values("longitude")[:1]),
        function="kilometres",
        output_field=FloatField(),
    )
    stays = Stay.objects.filter(placement=OuterRef("pk")).order_by("starts_on", "pk")
    return Cast(Round(Subquery(stays.annotate(km=km).values("km")[:1])), IntegerField())


def km_from_home():
    """The distance that was kept when the municipality was erased, else that of today."""
    return Coalesce("distance_km", to_first_host())
