"""The search of published slots: its filters, its order, the counts beside each choice."""

from collections import Counter
from functools import cache

import django_filters as filters
from django import forms
from django.db.models import Case, Exists, F, Q, When
from django.utils.functional import cached_property

from accounts.places import ask_place
from directory.enums import Level
from directory.forms import PortalForm
from directory.models import Department, Sector
from directory.search import distance_km, fold, matches, near, text_query
from partnerships.enums import BookingState, OfferKind
from partnerships.models import Booking, Slot, SlotCount, SlotFacets
from partnerships.models.facets import facet_rows

DISTANCES = [(str(km), f"{km} km") for km in (10, 20, 50, 100)]
ORDERS = {
    "date": ("starts_on", "id"),
    "distance": (F("distance_km").asc(nulls_last=True), "starts_on", "id"),
    "places": ("-seats_left", "starts_on", "id"),
}
FACETS = ("kind", "level", "department", "sector")
# The nearest are sought within the first of these kilometres that holds a page of them:
# the rest of the country need not be measured.
REACHES = (15, 60)
# Filters of single slots: the counts per day and facets do not know them.
NOT_COUNTED = ("q", "km", "places")


class SearchForm(PortalForm):
    """Two dates that cross are said, and the rest of the search still holds."""

    def clean(self):
        super().clean()
        data = self.cleaned_data
        first, last = data.get("du"), data.get("au")
        if first and last and first > last:
            self.add_error("au", "La fin de la période précède son début.")
        return data


def date_field(label):
    return filters.DateFilter(
        label=label,
        method="ignored",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class SlotFilter(filters.FilterSet):
    """Every parameter stands in the address, so that a search can be shared.

    Facets (kind, level, département, sector) are applied after the others: the counts of
    a facet ignore its own choice and keep the others'.
    """

    q = filters.CharFilter(label="Mots-clés", method="by_text", max_length=200)
    nature = filters.ChoiceFilter(
        label="Nature", choices=OfferKind, empty_label="Toutes", method="ignored"
    )
    niveau = filters.ChoiceFilter(
        label="Niveau de la classe", choices=Level, empty_label="Tous", method="ignored"
    )
    du = date_field("À partir du")
    au = date_field("Jusqu’au")
    secteur = filters.ChoiceFilter(label="Secteur", empty_label="Tous", method="ignored")
    departement = filters.ChoiceFilter(label="Département", empty_label="Tous", method="ignored")
    km = filters.ChoiceFilter(
        label="Distance de mon établissement",
        choices=DISTANCES,
        empty_label="Indifférente",
        method="ignored",
    )
    places = filters.NumberFilter(
        label="Places nécessaires", min_value=1, max_value=500, method="by_seats"
    )
    tri = filters.ChoiceFilter(
        label="Trier par",
        choices=[("date", "Date"), ("distance", "Distance"), ("places", "Places libres")],
        empty_label=None,
        method="ignored",
    )

    class Meta:
        model = Slot
        form = SearchForm
        fields = []

    def __init__(self, data, *, origin, today):
        """`origin`: (latitude, longitude) of the school that the distance starts from, or None."""
        self.origin = origin
        self.today = today
        by_distance = data.get("tri") == "distance"
        # A shared address may ask for it of who has no school to measure from.
        self.lacks_origin = origin is None and bool(by_distance or data.get("km"))
        if self.lacks_origin and by_distance:
            data = data.copy()
            del data["tri"]
        super().__init__(data, queryset=Slot.objects.open_to_requests(today))
        for name, model in (("secteur", Sector), ("departement", Department)):
            self.form.fields[name].choices = [
                (str(row.pk), str(row)) for row in model.objects.all()
            ]
        if origin is None:
            del self.form.fields["km"]
            self.form.fields["tri"].choices = [("date", "Date"), ("places", "Places libres")]

    def ignored(self, queryset, name, value):
        """Read elsewhere: with its other end, with the origin, or as a facet."""
        return queryset

    def by_text(self, queryset, name, value):
        return matches(queryset, value, prefix="offer__")

    def by_seats(self, queryset, name, value):
        return queryset.with_seats_left(int(value))

    @cached_property
    def chosen(self):
        """The filters in use: what a wrong field says is shown beside it, the others hold."""
        self.form.is_valid()
        return {k: v for k, v in self.form.cleaned_data.items() if v not in (None, "")}

    def filter_queryset(self, queryset):
        for name in ("q", "places"):
            if name in self.chosen:
                queryset = self.filters[name].filter(queryset, self.chosen[name])
        queryset = queryset.between(self.chosen.get("du"), self.chosen.get("au"))
        if "km" in self.chosen:
            queryset = near(queryset, self.origin, int(self.chosen["km"]))
        return queryset

    @property
    def order(self):
        return self.chosen.get("tri") or "date"

    @property
    def facet_choices(self):
        """The chosen value of each facet, None when the search leaves it open."""
        return {
            "kind": self.chosen.get("nature"),
            "level": self.chosen.get("niveau"),
            "department": self.chosen.get("departement"),
            "sector": self.chosen.get("secteur"),
        }

    @cached_property
    def found(self):
        """The slots that keep every filter, in no order."""
        if not any(self.facet_choices.values()):
            return self.qs
        return self.qs.filter(facets__in=SlotFacets.objects.choosing(self.facet_choices))

    def results(self, first, last):
        """The results from `first` to `last`: keys are sorted in an index, then rows joined."""
        keys = self.ordered(last).values("pk")[first:last]
        rows = self.measured(Slot.objects.filter(pk__in=keys))
        return rows.order_by(*ORDERS[self.order]).for_search()

    def ordered(self, wanted):
        """The found slots in the chosen order, as far as the first `wanted`."""
        found = self.found
        if self.order == "distance":
            reach = self.reach(wanted)
            found = near(found, self.origin, reach) if reach else self.measured(found)
        return found.order_by(*ORDERS[self.order])

    def measured(self, queryset):
        """With `distance_km` where the search tells distances."""
        if self.order != "distance" and "km" not in self.chosen:
            return queryset
        return queryset.annotate(distance_km=distance_km(self.origin))

    def reach(self, wanted):
        """The first of REACHES that holds the `wanted` nearest slots; None: all are measured."""
        most = int(self.chosen.get("km", max(REACHES) + 1))
        holds = [
            When(Exists(near(self.found, self.origin, km)[wanted - 1 : wanted]), then=km)
            for km in REACHES
            if km < most
        ]
        if not holds:
            return None
        # CASE stops at the first that holds; the départements only give it a row to stand on.
        return Department.objects.values_list(Case(*holds), flat=True).first()

    def count_facets(self):
        """(total, {facet: Counter}): one grouped query for the page's count and all facets."""
        total, counts = 0, {name: Counter() for name in FACETS}
        chosen = [(name, value) for name, value in self.facet_choices.items() if value]
        for kind, department, sector, lowest, highest, count in self.facet_rows():
            values = {
                "kind": (kind,),
                "level": level_range(lowest, highest),
                "department": (department,),
                "sector": (sector,),
            }
            missed = [name for name, value in chosen if value not in values[name]]
            if not missed:
                total += count
            if len(missed) < 2:
                for name in missed or FACETS:
                    for value in values[name]:
                        counts[name][value] += count
        return total, counts

    def facet_rows(self):
        """(kind, département, sector, lowest level, highest level, number of slots), …

        All filters but the facets: each facet can then ignore its own choice without
        another query. What only dates narrow is read from the counts that triggers keep.
        """
        slots = self.qs
        if self.chosen.keys().isdisjoint(NOT_COUNTED):
            slots = SlotCount.objects.open_to_requests(self.today)
            slots = slots.between(self.chosen.get("du"), self.chosen.get("au"))
        return facet_rows(slots)

    def label_facets(self, counts):
        """Write each count beside its choice; a choice that leads nowhere is not offered."""
        fields = {
            "nature": counts["kind"],
            "niveau": counts["level"],
            "departement": counts["department"],
            "secteur": counts["sector"],
        }
        for name, counter in fields.items():
            field = self.form.fields[name]
            asked = self.form.data.get(name, "")
            field.widget.choices = [
                (value, f"{label} ({counter[value]})" if value else label)
                for value, label in field.choices
                if not value or counter[value] or value == asked
            ]


@cache
def level_range(lowest, highest):
    """The levels of an offer; an empty bound is open."""
    levels = tuple(Level)
    first = levels.index(lowest) if lowest else 0
    last = levels.index(highest) if highest else len(levels) - 1
    return levels[first : last + 1]


# Where a booking keeps the place of one of its parties.
BOOKING_PLACES = {"school": ("school", "host_school"), "company": ("company", "guest_company")}


class BookingFilter(filters.FilterSet):
    """The list of bookings: by place, by state, by kind, by a word of either party's name."""

    lieu = filters.TypedChoiceFilter(label="Établissement", method="by_place", coerce=int)
    etat = filters.ChoiceFilter(
        label="État", field_name="state", choices=BookingState, empty_label="Tous"
    )
    nature = filters.ChoiceFilter(
        label="Nature", field_name="kind", choices=OfferKind, empty_label="Toutes"
    )
    q = filters.CharFilter(
        label="Établissement, classe ou entreprise", method="by_text", max_length=200
    )

    class Meta:
        model = Booking
        form = PortalForm
        fields = []

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        self.places = places
        ask_place(self.form, places)

    def by_place(self, queryset, name, value):
        return self.places.narrow(queryset, value, **BOOKING_PLACES)

    def by_text(self, queryset, name, value):
        query = text_query(value)
        if query is None:
            return queryset
        return queryset.filter(
            Q(school__search=query)
            | Q(company__search=query)
            | Q(host_school__search=query)
            | Q(class_group__sort_key__startswith=fold(value))
        )
