"""The search of the bank of placements: every filter stands in the address, to be shared."""

from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch
from django.utils import timezone
from django.utils.functional import cached_property

from directory.fields import date_field
from directory.forms import PortalForm
from directory.lexicon import found as found_by_text
from directory.models import Diploma, Sector
from directory.search import distance_km, near
from placements.enums import VOCATIONAL
from placements.models import OfferFavourite, OfferWeek, PlacementOffer
from placements.workflow.family_links import windows_of

PER_PAGE = 20
# Beyond, a search is made narrower: nobody reads further, and counting has an end.
MOST = 2_000
DISTANCES = [("", "Indifférente"), *((str(km), f"{km} km") for km in (5, 10, 20, 50))]
ORDERS = [("", "Les plus récentes"), ("distance", "Distance")]
NEAREST_WITHIN = 50
LATEST = ("-published_at", "-id")


class OfferSearchForm(PortalForm):
    """Text, weeks, sector, diploma, distance; for who follows classes, the class, favourites."""

    classe = forms.TypedChoiceField(
        label="Pour la classe", required=False, coerce=int, empty_value=None
    )
    q = forms.CharField(label="Mots-clés", required=False, max_length=200)
    km = forms.TypedChoiceField(
        label="Distance de l’établissement",
        choices=DISTANCES,
        required=False,
        coerce=int,
        empty_value=None,
    )
    du = date_field("Stage à partir du", required=False)
    au = date_field("Stage jusqu’au", required=False)
    secteur = forms.TypedChoiceField(label="Secteur", required=False, coerce=int, empty_value=None)
    diplome = forms.ChoiceField(label="PFMP pour le diplôme", required=False)
    favoris = forms.BooleanField(label="Favorites de la classe seulement", required=False)
    tri = forms.ChoiceField(label="Trier par", choices=ORDERS, required=False)

    def __init__(self, data, *, groups=(), origin=None):
        super().__init__(data)
        sectors = Sector.objects.values_list("pk", "label")
        self.fields["secteur"].choices = [("", "Tous"), *((str(pk), name) for pk, name in sectors)]
        diplomas = Diploma.objects.prepared().values_list("code", "label")
        self.fields["diplome"].choices = [("", "Tous les stages"), *diplomas]
        if groups:
            choices = [(str(group.pk), f"{group}, {group.school}") for group in groups]
            self.fields["classe"].choices = [("", "Toutes mes classes"), *choices]
        else:
            del self.fields["classe"], self.fields["favoris"]
        if origin is None:
            del self.fields["km"], self.fields["tri"]

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("du") and data.get("au") and data["du"] > data["au"]:
            self.add_error("au", "La fin de la période précède son début.")
        return data


class OfferSearch:
    """The offers that keep every filter, among those of `look_in`. `origin` is the position of
    the school, or None; `groups` the classes of which one may be chosen; `group` the one class
    of a pupil.
    """

    rows: Any = None

    def __init__(self, data, *, origin=None, groups=(), group=None, today=None):
        self.data = data
        self.form = OfferSearchForm(data, groups=groups, origin=origin)
        self.form.is_valid()
        # What a wrong field says is shown beside it, the others hold.
        self.chosen = {k: v for k, v in self.form.cleaned_data.items() if v}
        self.origin, self.today = origin, today or timezone.localdate()
        keys = {one.pk: one for one in groups}
        self.group = group or keys.get(self.chosen.get("classe"))

    def look_in(self, rows):
        """The offers among which one searches: open to the actor, or to the class chosen."""
        self.rows = rows

    @cached_property
    def windows(self):
        """The placement windows of the class that are not over."""
        rows = windows_of(self.group, self.today) if self.group else ()
        return [(row.starts_on, row.ends_on) for row in rows]

    @cached_property
    def days(self):
        """(first, last) of the days looked at: those that were typed, else the windows."""
        first, last = self.chosen.get("du"), self.chosen.get("au")
        if first or last or not self.windows:
            return first, last
        return min(start for start, _ in self.windows), max(end for _, end in self.windows)

    @cached_property
    def found(self):
        """The offers, in their order."""
        rows = self.rows
        if "q" in self.chosen:
            rows = found_by_text(rows, self.chosen["q"])
        if "secteur" in self.chosen:
            rows = rows.filter(sector=self.chosen["secteur"])
        if "diplome" in self.chosen:
            rows = rows.filter(kind__in=VOCATIONAL).for_diploma(
                Diploma(code=self.chosen["diplome"])
            )
        if "favoris" in self.chosen and self.group:
            rows = rows.filter(favourites__class_group=self.group)
        if any(self.days):
            rows = rows.filter(pk__in=self.weeks.order_by().values("offer"))
        return self._placed(rows)

    def _placed(self, rows):
        """Within reach, in the chosen order."""
        if self.origin is None:
            return rows.order_by(*LATEST)
        by_distance = self.chosen.get("tri") == "distance"
        km = self.chosen.get("km") or (NEAREST_WITHIN if by_distance else None)
        if km:
            rows = near(rows, self.origin, km)
        return rows.order_by(*(("distance_km", "id") if by_distance else LATEST))

    @property
    def weeks(self):
        """The weeks with a free place that the search looks at."""
        rows = OfferWeek.objects.ahead(self.today).with_seats_left()
        return rows.between(*self.days)

    @cached_property
    def keys(self):
        """Of what was found, in its order, as far as MOST: the filters are read once, for the
        count and for the page."""
        return list(self.found.values_list("pk", flat=True)[: MOST + 1])

    @property
    def count(self):
        """How many, counted as far as MOST."""
        return len(self.keys)

    def page(self, number):
        """A page of rows with their `free_weeks`."""
        return OfferPages(self).get_page(number)

    def shown(self, first, last):
        """The rows from `first` to `last`: of these alone more than the key is read."""
        keys = self.keys[first:last]
        weeks = Prefetch("weeks", self.weeks.order_by("monday"), to_attr="free_weeks")
        rows: Any = PlacementOffer.objects.filter(pk__in=keys)
        rows = rows.select_related("sector", "department").prefetch_related(weeks)
        if self.origin is not None:
            rows = rows.annotate(distance_km=distance_km(self.origin))
        if self.group:
            kept = OfferFavourite.objects.filter(class_group=self.group, offer=OuterRef("pk"))
            rows = rows.annotate(is_favourite=Exists(kept))
        return sorted(rows, key=lambda row: keys.index(row.pk))

    @property
    def active(self):
        """(label, address without it) of every filter in use: each is a way to widen."""
        found = []
        for name, value in self.chosen.items():
            if name == "tri":
                continue
            field, rest = self.form.fields[name], self.data.copy()
            rest.pop(name, None)
            rest.pop("page", None)
            found.append((f"{field.label} : {_said(field, value)}", f"?{rest.urlencode()}"))
        return found


def _said(field, value):
    if hasattr(value, "strftime"):
        return value.strftime("%d/%m/%Y")
    if value is True:
        return "oui"
    return dict(getattr(field, "choices", ())).get(str(value), value)


class OfferPages(Paginator):
    """The first pages: beyond MOST nothing is counted."""

    def __init__(self, search):
        self.search, self.count = search, min(search.count, MOST)
        super().__init__((), PER_PAGE)

    def page(self, number):
        number = self.validate_number(number)
        last = number * self.per_page
        return Page(self.search.shown(last - self.per_page, last), number, self)
