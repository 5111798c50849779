"""Offers of apprenticeship and jobs, and what a pupil finds."""

from django import forms

from directory.fields import date_field
from directory.forms import PortalForm, PortalModelForm
from directory.models import Company, Diploma, School
from placements.enums_hosts import SearchState, Wish
from placements.models import JobOffer


class JobOfferForm(PortalModelForm):
    """Who hires, for which diplomas; the company by its SIRET, which the base holds."""

    siret = forms.CharField(
        label="SIRET de l’entreprise",
        max_length=20,
        help_text="Celui de la fiche de l’entreprise dans la base.",
    )

    class Meta:
        model = JobOffer
        fields = [
            "school",
            "kind",
            "title",
            "diplomas",
            "places",
            "starts_on",
            "details",
            "contact_name",
            "contact_email",
            "contact_phone",
        ]
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "details": forms.Textarea(attrs={"rows": 4}),
            "diplomas": forms.CheckboxSelectMultiple,
        }

    field_order = ["siret"]

    def __init__(self, actor, *args, **kwargs):
        super().__init__(*args, **kwargs)
        schools = School.objects.filter(pk__in=actor.school_ids)
        self.fields["school"].queryset = schools
        self.fields["school"].empty_label = None
        self.fields["diplomas"].queryset = Diploma.objects.prepared()
        if self.instance.pk:
            self.fields["siret"].initial = self.instance.company.siret

    def clean_siret(self):
        text = "".join(self.cleaned_data["siret"].split())
        company = Company.objects.filter(siret=text).first()
        if company is None:
            raise forms.ValidationError(
                "Aucune fiche ne porte ce SIRET : ajoutez d’abord l’entreprise à la base."
            )
        self.instance.company = company.living
        return text


class InsertionForm(PortalForm):
    """Where the search of one pupil stands."""

    wish = forms.ChoiceField(label="Recherche", choices=Wish.choices)
    state = forms.ChoiceField(label="État", choices=SearchState.choices)
    offer = forms.ModelChoiceField(
        label="Offre",
        queryset=JobOffer.objects.none(),
        required=False,
        empty_label="Aucune de celles-ci",
    )
    siret = forms.CharField(
        label="SIRET de l’employeur",
        max_length=20,
        required=False,
        help_text="S’il n’a pas d’offre dans la liste.",
    )
    contract_on = date_field("Contrat à partir du", required=False)

    def __init__(self, actor, pupil, row=None, data=None):
        initial = {}
        if row:
            initial = {name: getattr(row, name) for name in ("wish", "state", "contract_on")}
            initial["offer"] = row.offer_id
            initial["siret"] = row.company.siret if row.company and not row.offer_id else ""
        super().__init__(data, initial=initial)
        offers = JobOffer.objects.visible_to(actor).filter(diplomas=pupil.class_group.diploma_id)
        known = row.offer_id if row else None
        self.fields["offer"].queryset = (
            offers.filter(is_open=True) | offers.filter(pk=known)
        ).distinct()

    def clean_siret(self):
        text = "".join(self.cleaned_data["siret"].split())
        company = Company.objects.filter(siret=text).first() if text else None
        if text and company is None:
            raise forms.ValidationError("Aucune fiche d’entreprise ne porte ce SIRET.")
        self.cleaned_data["company"] = company and company.living
        return text
