"""The request of a slot: who comes, how many, what they need."""

from django import forms

from accounts.idempotency import OnceFormMixin
from directory.enums import Level
from directory.forms import PortalForm
from directory.models import ClassGroup, Company, School
from partnerships.class_groups import create_class_group
from partnerships.enums import OfferKind
from partnerships.rules import Numbers
from partnerships.workflow.requests import Wish

NEW_GROUP = ("new_name", "new_level")
PUPILS = ("girls", "boys", "unspecified")


def number(label, help_text=""):
    return forms.IntegerField(
        label=label, help_text=help_text, min_value=0, max_value=500, required=False, initial=0
    )


class RequestForm(OnceFormMixin, PortalForm):
    """Its fields follow the kind of the offer: a class group, a person, or a company."""

    class_group = forms.ModelChoiceField(
        label="Classe ou groupe", queryset=ClassGroup.objects.none(), required=False
    )
    new_name = forms.CharField(
        label="Ou nouvelle classe : nom", max_length=60, required=False, help_text="Par exemple : 3e B."
    )
    new_level = forms.ChoiceField(
        label="Nouvelle classe : niveau", choices=[("", "Choisir"), *Level.choices], required=False
    )
    school = forms.ModelChoiceField(
        label="Établissement", queryset=School.objects.none(), empty_label=None
    )
    guest_company = forms.ModelChoiceField(
        label="Entreprise", queryset=Company.objects.none(), empty_label=None
    )
    girls = number("Filles")
    boys = number("Garçons")
    unspecified = number("Non précisé", "Si la répartition n'est pas connue.")
    adults = number("Adultes", "Enseignants et accompagnateurs.")
    needs = forms.CharField(
        label="Besoins particuliers",
        help_text="Accessibilité, repas, matériel. Ne nommez aucun élève.",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    message = forms.CharField(
        label="Message à la structure d'accueil",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, actor, slot, data=None):
        super().__init__(data)
        self.actor, self.slot = actor, slot
        self.kind = OfferKind(slot.offer.kind)
        self._keep_fields_of_kind()
        self._limit_choices()

    def _keep_fields_of_kind(self):
        unused = {"school", "guest_company"}
        if not self.kind.needs_class_group:
            unused = {"class_group", *NEW_GROUP, *PUPILS, "school", "guest_company"}
            unused.discard("guest_company" if self.kind.booked_by_company else "school")
            self.fields["adults"].help_text = ""
            self.fields["adults"].label = "Nombre de personnes"
            self.fields["adults"].initial = 1
        elif len(self.actor.school_ids) > 1:
            unused.discard("school")
            self.fields["school"].help_text = "Pour une nouvelle classe."
        for name in unused:
            del self.fields[name]

    def _limit_choices(self):
        if "class_group" in self.fields:
            groups = ClassGroup.objects.filter(school__in=self.actor.school_ids)
            self.fields["class_group"].queryset = groups.for_year(self.slot.school_year_id)
        if "school" in self.fields:
            schools = School.objects.filter(pk__in=self.actor.school_ids)
            self.fields["school"].queryset = schools
        if "guest_company" in self.fields:
            companies = Company.objects.filter(pk__in=self.actor.company_ids)
            self.fields["guest_company"].queryset = companies

    def clean(self):
        data = super().clean()
        if self.kind.needs_class_group and not data.get("class_group"):
            if data.get("new_name") and not data.get("new_level"):
                self.add_error("new_level", "Indiquez le niveau de la nouvelle classe.")
            elif not data.get("new_name") and "class_group" not in self.errors:
                self.add_error("class_group", "Choisissez une classe, ou nommez-en une nouvelle.")
        for name in (*PUPILS, "adults"):
            if name in self.fields:
                data[name] = data.get(name) or 0
        return data

    def chosen_group(self):
        """The chosen group, or the new one, created once and kept for the next steps.

        Raises `Refused` when the new one is not acceptable.
        """
        data = self.cleaned_data
        if not self.kind.needs_class_group or data["class_group"]:
            return data.get("class_group")
        return create_class_group(
            self.actor,
            school=data.get("school") or School.objects.get(pk__in=self.actor.school_ids),
            school_year=self.slot.school_year,
            name=data["new_name"],
            level=data["new_level"],
        )

    def wish(self):
        """What the request asks for. Raises `Refused` as `chosen_group` does."""
        data = self.cleaned_data
        return Wish(
            slot=self.slot,
            class_group=self.chosen_group(),
            numbers=Numbers(**{name: data.get(name, 0) for name in (*PUPILS, "adults")}),
            needs=data["needs"],
            message=data["message"],
            own_school=data.get("school"),
            guest_company=data.get("guest_company"),
        )

    def carried(self, wish):
        """The same form to show hidden, with the group that was just made as its choice."""
        data = self.data.copy()
        if wish.class_group:
            data["class_group"] = str(wish.class_group.pk)
            data.update({name: "" for name in NEW_GROUP if data.pop(name, None)})
        return RequestForm(self.actor, self.slot, data)
