"""The forms of a network's page: filters, referent, member, action."""

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone

from directory.combobox import Combobox, ComboboxField
from directory.enums import NetworkKind
from directory.fields import date_field
from directory.forms import PortalForm, PortalModelForm
from directory.lexicon import found
from directory.models import Company, Contact, Department, School


class NetworkFilterForm(PortalForm):
    """By kind and territory."""

    type = forms.ChoiceField(
        label="Type", choices=[("", "Tous"), *NetworkKind.choices], required=False
    )
    departement = forms.ModelChoiceField(
        label="Département", queryset=Department.objects.all(), required=False, empty_label="Tous"
    )

    def narrow(self, rows):
        """The rows that keep every valid filter."""
        self.is_valid()
        data = self.cleaned_data
        if data.get("type"):
            rows = rows.filter(kind=data["type"])
        if data.get("departement"):
            rows = rows.filter(departments=data["departement"])
        return rows


class ReferentForm(PortalModelForm):
    """A person whom everybody who signed in may call."""

    class Meta:
        model = Contact
        fields = ["first_name", "last_name", "function", "email", "phone"]
        help_texts = {
            "last_name": "Toutes les personnes connectées le liront : prévenez la personne."
        }


class MemberForm(PortalForm):
    """A company of the base, or a school by its UAI."""

    required_by_rule = ("company",)
    company = ComboboxField(
        label="Entreprise",
        queryset=Company.objects.none(),
        find=found,
        required=False,
        widget=Combobox(url=reverse_lazy("partnerships:company_choices")),
        help_text="Nom, ville ou SIRET.",
    )
    uai = forms.CharField(
        label="Ou établissement : UAI", max_length=8, required=False, help_text="Comme 0311687R."
    )
    joined_on = date_field("Membre depuis le", initial=timezone.localdate)

    def __init__(self, actor, data=None):
        super().__init__(data)
        self.fields["company"].queryset = Company.objects.visible_to(actor).active()

    def clean_uai(self):
        """The school itself, None without a UAI."""
        uai = self.cleaned_data["uai"].strip().upper()
        if not uai:
            return None
        school = School.objects.open().filter(uai=uai).first()
        if school is None:
            raise forms.ValidationError("Aucun établissement ouvert n’a cet UAI.")
        return school

    def member(self):
        """What `add_member` takes."""
        data = self.cleaned_data
        return {
            "company": data["company"],
            "school": data["uai"],
            "joined_on": data["joined_on"],
        }


class ActionForm(PortalForm):
    held_on = date_field("Date")
    title = forms.CharField(label="Titre", max_length=120)
    words = forms.CharField(
        label="Description",
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
