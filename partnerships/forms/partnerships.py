"""Forms of partnerships: terms, end, renewal, a document."""

from django import forms
from django.urls import reverse_lazy

from accounts.idempotency import OnceFormMixin
from directory.combobox import Combobox, ComboboxField
from directory.fields import date_field
from directory.forms import PortalForm
from directory.models import Company, PartnerNetwork, School
from partnerships.enums_relation import PartnershipKind
from partnerships.workflow.partnerships import Terms


class TermsForm(OnceFormMixin, PortalForm):
    required_by_rule = ("company",)
    company = ComboboxField(
        label="Entreprise",
        queryset=Company.objects.none(),
        required=False,
        widget=Combobox(url=reverse_lazy("partnerships:company_choices")),
        help_text="Nom, ville ou SIRET.",
    )
    partner = forms.ModelChoiceField(
        label="Ou un réseau, une institution",
        queryset=PartnerNetwork.objects.none(),
        required=False,
        empty_label="Une entreprise",
    )
    kind = forms.ChoiceField(label="Nature", choices=PartnershipKind)
    title = forms.CharField(label="Objet", max_length=150)
    starts_on = date_field("Du")
    ends_on = date_field(
        "Au", required=False, help_text="Vide : sans terme, donc sans rappel de renouvellement."
    )
    school = forms.ModelChoiceField(
        label="Établissement", queryset=School.objects.none(), empty_label=None
    )

    def __init__(self, actor, data=None, company=None):
        super().__init__(data, initial={"company": company})
        self.fields["company"].queryset = Company.objects.visible_to(actor)
        self.fields["partner"].queryset = PartnerNetwork.objects.visible_to(actor)
        self.fields["school"].queryset = School.objects.filter(pk__in=actor.school_ids)
        if len(actor.school_ids) < 2:
            del self.fields["school"]

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if "company" not in self.errors and bool(data.get("company")) == bool(data.get("partner")):
            self.add_error("company", "Choisissez une entreprise, ou un réseau.")
        return data

    def terms(self):
        data = self.cleaned_data
        return Terms(
            party=data["company"] or data["partner"],
            kind=PartnershipKind(data["kind"]),
            title=data["title"],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            school=data.get("school"),
        )


class NothingForm(PortalForm):
    """A button alone."""


class ReasonForm(PortalForm):
    reason = forms.CharField(label="Motif", max_length=250, required=False)
    required_by_rule = ("reason",)


class RenewForm(PortalForm):
    starts_on = date_field("Du")
    ends_on = date_field("Au", required=False)


class DocumentForm(PortalForm):
    title = forms.CharField(label="Titre du document", max_length=120)
    scan = forms.FileField(label="Fichier", help_text="PDF, JPEG ou PNG, 10 Mo au plus.")
