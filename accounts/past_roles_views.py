"""« Qui avait quel rôle »: the page of the administrator, and its file."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import exports
from accounts.access import require
from accounts.enums import Role
from accounts.lists_out import is_asked
from accounts.past_roles import PastRoles
from accounts.tables_out import Chunks
from directory.forms import PortalForm
from directory.french import full_day
from directory.search import fold

PER_PAGE = 50


class PastRolesForm(PortalForm):
    """A day, and what the list is limited to."""

    marks_required = False

    jour = forms.DateField(label="Jour", widget=forms.DateInput(attrs={"type": "date"}))
    personne = forms.CharField(
        label="Personne", required=False, max_length=150, help_text="Nom ou adresse électronique."
    )
    lieu = forms.CharField(
        label="Lieu",
        required=False,
        max_length=150,
        help_text="Nom, ou numéro officiel : UAI, SIRET, département, académie.",
    )

    def clean_lieu(self):
        place = self.cleaned_data["lieu"].strip()
        if place and not fold(place):
            raise forms.ValidationError("Écrivez un nom ou un numéro.")
        return place

    def clean_personne(self):
        return self.cleaned_data["personne"].strip()


@require_safe
@require(Role.ADMINISTRATOR)
def past_roles(request):
    """Who had which role where on a day; today when the address names none."""
    asked = {"jour": timezone.localdate().isoformat(), **request.GET.dict()}
    form = PastRolesForm(asked)
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        day, person, place = (form.cleaned_data[name] for name in ("jour", "personne", "lieu"))
        found: Any = PastRoles(day, person, place)
        if is_asked(request):
            return _file(request, found, person, place)
        query = {"jour": day.isoformat(), "personne": person, "lieu": place}
        context |= {
            "day": day,
            "page_obj": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
            "query": urlencode(query),
        }
    return render(request, "accounts/past_roles.html", context)


def _file(request, found, person, place):
    limits = [f"le {full_day(found.day)}"]
    limits += [f"personne « {person} »"] if person else []
    limits += [f"lieu « {place} »"] if place else []
    return exports.PAST_ROLES.file(request, Chunks(found), ", ".join(limits))
