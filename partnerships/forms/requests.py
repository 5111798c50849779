"""The request of a slot: who comes, how many, what they need."""

from django import forms

from accounts.idempotency import OnceFormMixin
from directory.forms import PortalForm
from directory.models import Company, School
from partnerships.enums import OfferKind
from partnerships.enums.on_the_day import Provider
from partnerships.forms.groups import NEW_GROUP, PUPILS, GroupFields
from partnerships.workflow.requests import Wish


class RequestForm(OnceFormMixin, GroupFields, PortalForm):
    """Its fields follow the kind of the offer: a class group, a person, or a company."""

    guest_company = forms.ModelChoiceField(
        label="Entreprise", queryset=Company.objects.none(), empty_label=None
    )
    provider = forms.ChoiceField(
        label="Organisme",
        help_text="Par qui l’immersion est proposée, si ce n’est pas une démarche personnelle.",
        choices=[("", "Aucun"), *Provider.choices],
        required=False,
    )
    message = forms.CharField(
        label="Message à la structure d’accueil",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, actor, slot, data=None):
        super().__init__(data)
        self.actor, self.slot = actor, slot
        self.kind = OfferKind(slot.offer.kind)
        if self.kind.needs_class_group:
            self.keep_groups(actor, slot.school_year)
            if slot.offer.accompanying_adults:
                self.required_by_rule = (*self.required_by_rule, "adults")
            del self.fields["guest_company"], self.fields["provider"]
            return
        for name in ("class_group", *NEW_GROUP, *PUPILS):
            del self.fields[name]
        self.fields["adults"].label = "Nombre de personnes"
        self.fields["adults"].help_text = ""
        self.fields["adults"].initial = 1
        self.required_by_rule = ("adults",)
        self._keep_guest()

    def _keep_guest(self):
        """Whose visit it is: a company's, or of the staff of a school."""
        if self.kind != OfferKind.TEACHER_IMMERSION:
            del self.fields["provider"]
        companies, schools = self.fields["guest_company"], self.fields["school"]
        companies.queryset = Company.objects.filter(pk__in=self.actor.company_ids)
        schools.queryset = School.objects.filter(pk__in=self.actor.drafting_school_ids)
        schools.required, schools.empty_label, schools.help_text = True, None, ""
        del self.fields["school" if self.kind.booked_by_company else "guest_company"]

    def clean(self):
        data = super().clean()
        if self.kind.needs_class_group:
            self.require_group()
        return data

    def wish(self):
        """What the request asks for. Raises `Refused` when a new class is not acceptable."""
        data = self.cleaned_data
        return Wish(
            slot=self.slot,
            class_group=self.chosen_group() if self.kind.needs_class_group else None,
            numbers=self.numbers(),
            needs=data["needs"],
            message=data["message"],
            own_school=data.get("school"),
            guest_company=data.get("guest_company"),
            provider=data.get("provider", ""),
        )
