"""What every directory table shares."""

from django.db import models
from django.db.models import Q

COMPANY_REPRESENTATIVE = "company_representative"


class PublicQuerySet(models.QuerySet):
    """Territories, sectors, years: open data that public pages filter by."""

    def visible_to(self, actor):
        """Every row, for everybody."""
        return self


class SignedInQuerySet(models.QuerySet):
    """Rows that everybody who signed in may see."""

    def visible_to(self, actor):
        """Every row, for people with an account only."""
        return self if actor.is_signed_in else self.none()


class SearchManager(models.Manager):
    """Leaves the `tsvector`, which only filters need, out of every SELECT."""

    def get_queryset(self):
        return super().get_queryset().defer("search")


def position_constraints(name):
    """Latitude and longitude come together, in degrees WGS 84."""
    both = Q(latitude__isnull=False, longitude__isnull=False)
    none = Q(latitude__isnull=True, longitude__isnull=True)
    inside = Q(latitude__range=(-90, 90), longitude__range=(-180, 180))
    return models.CheckConstraint(
        name=f"{name}_position",
        condition=none | (both & inside),
        violation_error_message="La latitude et la longitude vont ensemble, en degrés.",
    )
