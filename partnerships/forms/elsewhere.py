"""R-IM-1: an immersion agreed by phone or in a meeting, typed as it was agreed."""

from django import forms
from django.utils import timezone

from accounts.idempotency import OnceFormMixin
from directory.fields import date_field
from directory.forms import PortalForm
from partnerships.enums import AgreedBy, OfferKind
from partnerships.enums.on_the_day import Provider
from partnerships.forms.companies import CompanyFields
from partnerships.forms.groups import NEW_GROUP, PUPILS, GroupFields
from partnerships.workflow.elsewhere import Agreement

KINDS = [kind for kind in OfferKind if not kind.booked_by_company]


class AgreedForm(OnceFormMixin, CompanyFields, GroupFields, PortalForm):
    """The company found or typed, the class (or the staff who go themselves), the dates, and
    *agreed on … with … by …*."""

    required_by_rule = (*CompanyFields.required_by_rule, *GroupFields.required_by_rule)
    kind = forms.ChoiceField(label="Nature", choices=[(k.value, k.label) for k in KINDS])
    starts_on = date_field("Premier jour")
    ends_on = date_field("Dernier jour")
    last_day_is_half = forms.BooleanField(
        label="Le dernier jour est une demi-journée", required=False
    )
    agreed_on = date_field("Accord pris le", initial=timezone.localdate)
    agreed_with = forms.CharField(
        label="Avec", max_length=120, help_text="Nom et fonction de la personne."
    )
    agreed_by = forms.ChoiceField(label="Comment", choices=AgreedBy.typed())
    contact_name = forms.CharField(label="Personne de contact", max_length=120, required=False)
    contact_email = forms.EmailField(
        label="Courriel du contact",
        required=False,
        help_text="Un lien lui est envoyé pour confirmer ; sans adresse, l’immersion reste "
        "« confirmée par téléphone ».",
    )
    contact_phone = forms.CharField(label="Téléphone du contact", max_length=30, required=False)
    provider = forms.ChoiceField(
        label="Organisme",
        help_text="Par qui une immersion d’enseignants est proposée.",
        choices=[("", "Aucun"), *Provider.choices],
        required=False,
    )

    field_order = ["kind", "company", "class_group", "starts_on", "ends_on"]

    def __init__(self, actor, school_year, data=None):
        super().__init__(actor, data)
        self.keep_groups(actor, school_year)
        self.fields["class_group"].help_text += " Vide pour une immersion d’enseignants."
        if "school" in self.fields:
            self.fields["school"].help_text += " Et pour une immersion d’enseignants."

    def clean(self):
        data = super().clean()
        self.require_company()
        if OfferKind(data.get("kind") or KINDS[0]).needs_class_group:
            self.require_group()
        else:
            self._require_staff_only()
        return data

    def _require_staff_only(self):
        data = self.cleaned_data
        if data.get("class_group") or any(data.get(name) for name in (*NEW_GROUP, *PUPILS)):
            text = "Une immersion d’enseignants se fait sans élèves : indiquez les adultes seuls."
            self.add_error("kind", text)
        if "school" in self.fields and not data.get("school"):
            self.add_error("school", "Indiquez l’établissement de ces personnels.")

    def agreement(self):
        """What was agreed; the company and the class are found or made. Raises `Refused`."""
        data = self.cleaned_data
        kind = OfferKind(data["kind"])
        same = ["starts_on", "ends_on", "last_day_is_half", "agreed_on", "agreed_with", "needs"]
        same += ["contact_name", "contact_email", "contact_phone"]
        return Agreement(
            kind=kind,
            company=self.chosen_company(),
            class_group=self.chosen_group() if kind.needs_class_group else None,
            own_school=data.get("school") or self.schools.first(),
            provider="" if kind.needs_class_group else data["provider"],
            numbers=self.numbers(),
            agreed_by=AgreedBy(data["agreed_by"]),
            teacher=self.actor.user,
            **{name: data[name] for name in same},
        )
