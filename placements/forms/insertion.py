"""Offers of apprenticeship and jobs, and what a pupil finds."""

from django import forms

from directory.fields import date_field
from directory.forms import PortalForm, PortalModelForm
from directory.models import Diploma, School
from partnerships.forms.companies import NOT_LISTED, TYPED_FIELDS, CompanyFields
from placements.enums.hosts import SearchState, Wish
from placements.models import JobOffer

OFFER_LAYOUT = [
    ("L’entreprise", "company", NOT_LISTED, TYPED_FIELDS),
    ("L’offre", "school kind title diplomas places starts_on details", "", ""),
    ("Qui joindre", "contact_name contact_email contact_phone", "", ""),
]
SEARCH_LAYOUT = [
    ("La recherche", "wish state offer", "", ""),
    ("L’employeur, s’il n’a pas d’offre dans la liste", "company", NOT_LISTED, TYPED_FIELDS),
    ("Le contrat", "contract_on", "", ""),
]


class JobOfferForm(CompanyFields, PortalModelForm):
    """Who hires, for which diplomas; a company of the base, or one that is typed."""

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

    def __init__(self, actor, *args, **kwargs):
        super().__init__(actor, *args, **kwargs)
        schools = School.objects.filter(pk__in=actor.school_ids)
        self.fields["school"].queryset = schools
        self.fields["school"].empty_label = None
        self.fields["diplomas"].queryset = Diploma.objects.prepared()
        if self.instance.pk:
            self.initial["company"] = self.instance.company_id

    def clean(self):
        data = super().clean()
        self.require_company()
        return data

    def offer(self):
        """The row to keep, with its company. Raises Refused when it can be neither found nor
        made."""
        row = self.save(commit=False)
        row.company = self.chosen_company().living
        return row


class InsertionForm(CompanyFields, PortalForm):
    """Where the search of one pupil stands; the employer is that of an offer, one of the base,
    or one that is typed."""

    required_by_rule = ()
    wish = forms.ChoiceField(label="Recherche", choices=Wish.choices)
    state = forms.ChoiceField(label="État", choices=SearchState.choices)
    offer = forms.ModelChoiceField(
        label="Offre",
        queryset=JobOffer.objects.none(),
        required=False,
        empty_label="Aucune de celles-ci",
    )
    contract_on = date_field("Contrat à partir du", required=False)

    def __init__(self, actor, pupil, row=None, data=None):
        initial = {}
        if row:
            initial = {name: getattr(row, name) for name in ("wish", "state", "contract_on")}
            initial["offer"] = row.offer_id
            initial["company"] = None if row.offer_id else row.company_id
        super().__init__(actor, data, initial=initial)
        self.fields["company"].label = "Employeur"
        offers = JobOffer.objects.visible_to(actor).filter(diplomas=pupil.class_group.diploma_id)
        known = row.offer_id if row else None
        self.fields["offer"].queryset = (
            offers.filter(is_open=True) | offers.filter(pk=known)
        ).distinct()

    def values(self):
        """What `workflow.insertion.tell` keeps. Raises Refused for an employer that can be
        neither found nor made."""
        data = self.cleaned_data
        typed = [data.get(name) for name in ("company", "siret", "company_name", "same_company")]
        return data | {"company": self.chosen_company().living if any(typed) else None}
