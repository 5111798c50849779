"""The sheet of a company in the admin: a new one is compared with those that are known."""

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from directory.duplicates import doubles
from directory.models import Company
from partnerships.forms.doubles import asked_of_the_state, fill

ANOTHER = "Aucune des fiches qui ressemblent n’est cette entreprise"


# What the State's search proposes of a new company.
PROPOSED = ("name", "address", "postcode", "city")


class CompanySheetForm(forms.ModelForm):
    """R-ID-3: the same SIRET is refused with its sheet, a name alike once warned of."""

    is_another = forms.BooleanField(label=ANOTHER, required=False)
    fields: dict[str, Any]
    cleaned_data: dict[str, Any]

    def clean(self):
        super().clean()
        if self.instance._state.adding:
            self._compare()
            self._ask_the_state()

    def _ask_the_state(self):
        """R-ID-6: for a SIRET alone, when the State's search is configured; what it answers is
        proposed in the fields, and saved by a second click."""
        if self.data.get("name") or "siret" not in self.fields:
            return
        found, said = asked_of_the_state(self.data.get("siret") or "")
        if found:
            fill(self, {name: name for name in PROPOSED}, found)
            self.errors.pop("name", None)
        if said:
            self.add_error("siret", said)

    def _compare(self):
        data = self.cleaned_data
        known = doubles(
            Company.objects.filter(merged_into=None),
            siret=self.data.get("siret") or "",
            name=data.get("name") or "",
            postcode=data.get("postcode") or "",
        )
        if known and known[0].is_certain:
            self.errors.pop("siret", None)
            text = format_html("Ce SIRET est déjà celui de {}.", _link(known[0].company))
            self.add_error("siret" if "siret" in self.fields else None, text)
        elif known and not data.get("is_another"):
            links = format_html_join(
                ", ", "{} ({}, {})", ((_link(d.company), d.company.city, d.why) for d in known)
            )
            text = format_html("Des fiches ressemblent à cette entreprise : {}.", links)
            self.add_error("is_another" if "is_another" in self.fields else None, text)


def _link(company):
    url = reverse("admin:directory_company_change", args=[company.pk])
    return format_html('<a href="{}">{}</a>', url, company)
