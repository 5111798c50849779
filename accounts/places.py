"""The places of an actor who has several: the column and the filter of every list that
mixes them (R-ID-2). With one place there is neither.

    places = Places.of(request.actor)
    form = PlaceForm(places, request.GET)
    rows = places.narrow(rows, form.chosen, **COLUMNS)
    places.mark(page.object_list, **COLUMNS)      # each row gets `place_name`

COLUMNS says where a row keeps its place: school=("school", …), company=("company", …).
"""

from dataclasses import dataclass, field
from operator import attrgetter

from django import forms
from django.db.models import Q

from directory.forms import PortalForm
from directory.models import Company, School


@dataclass(frozen=True)
class Places:
    """Names by key, in order; empty when the actor has one place or none."""

    kind: str = ""
    label: str = ""
    names: dict = field(default_factory=dict)

    @classmethod
    def of(cls, actor, school_ids=None):
        """`school_ids`: others than those in force, for a list of drafts."""
        schools = actor.school_ids if school_ids is None else school_ids
        if len(schools) > 1:
            found = School.objects.filter(pk__in=schools).order_by("sort_key", "pk")
            return cls("school", "Établissement", {row.pk: str(row) for row in found})
        if len(actor.company_ids) > 1:
            rows = Company.objects.filter(pk__in=actor.company_ids).order_by("sort_key", "pk")
            return cls._of_companies(list(rows))
        return cls()

    @classmethod
    def _of_companies(cls, rows):
        """The SIRETs of one SIREN are the sites of one workplace."""
        if rows[0].siren and len({row.siren for row in rows}) == 1:
            return cls("company", "Site", {row.pk: row.site_name for row in rows})
        return cls("company", "Entreprise", {row.pk: f"{row}, {row.site_name}" for row in rows})

    def __bool__(self):
        return bool(self.names)

    @property
    def choices(self):
        """For a list to choose from."""
        everywhere = "Toutes" if self.label == "Entreprise" else "Tous"
        return [("", everywhere), *self.names.items()]

    def narrow(self, rows, chosen, **columns):
        """The rows of the chosen place; all without a choice."""
        if not chosen:
            return rows
        found = Q(pk__in=[])
        for column in columns[self.kind]:
            found |= Q(**{column: chosen})
        return rows.filter(found)

    def mark(self, rows, **columns):
        """Give each row the name of the place that it belongs to, "" when it is elsewhere."""
        paths = [f"{name.replace('__', '.')}_id" for name in columns.get(self.kind, ())]
        for row in rows if self else ():
            keys = [attrgetter(path)(row) for path in paths]
            row.place_name = next((self.names[key] for key in keys if key in self.names), "")


class PlaceForm(PortalForm):
    """`lieu`: one of the actor's places; a form without that field when they have one."""

    lieu = forms.TypedChoiceField(label="Établissement", required=False, coerce=int)

    def __init__(self, places, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ask_place(self, places)

    @property
    def chosen(self):
        """The key of the place, or None."""
        if not self.is_bound or not self.is_valid():
            return None
        return self.cleaned_data.get("lieu") or None


def ask_place(form, places):
    """Give the field `lieu` its choices, or take it away."""
    if places:
        form.fields["lieu"].label = places.label
        form.fields["lieu"].choices = places.choices
        form._bound_fields_cache.clear()  # DSFR made them with the choices of before
    else:
        del form.fields["lieu"]
