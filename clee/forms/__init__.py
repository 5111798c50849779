"""The forms of a committee: co-lead, member, end of a term, its state."""

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone

from clee.enums import Side
from clee.models import Committee, Mandate, Member
from directory.combobox import Combobox, ComboboxField
from directory.fields import date_field
from directory.forms import PortalForm, PortalModelForm
from directory.lexicon import found
from directory.models import Company, Department, PartnerNetwork, School


class TerritoryForm(PortalForm):
    """Which committees a list shows."""

    departement = forms.ModelChoiceField(
        label="Département",
        queryset=Department.objects.none(),
        required=False,
        empty_label="Tous les départements",
    )

    def __init__(self, data, departments):
        super().__init__(data)
        self.fields["departement"].queryset = departments

    def narrow(self, committees):
        """Those of the département that was chosen, all when it is not one."""
        self.is_valid()
        chosen = self.cleaned_data.get("departement")
        return committees.filter(departments=chosen) if chosen else committees


class MandateForm(PortalModelForm):
    """A co-lead: who, for which side, from when to when (R-CL-1)."""

    email = forms.EmailField(
        label="Courriel",
        required=False,
        help_text="La personne reçoit un accès de copilote. Sans courriel, seul son nom paraît.",
    )
    starts_on = date_field("Premier jour du mandat")
    ends_on = date_field("Dernier jour du mandat", required=False)
    designated_on = date_field(
        "Désignation le", required=False, help_text="Obligatoire côté École."
    )

    class Meta:
        model = Mandate
        fields = [
            "side",
            "person_name",
            "email",
            "organisation",
            "starts_on",
            "ends_on",
            "designated_on",
            "designated_by",
            "designation_act",
        ]
        help_texts = {
            "designated_by": "Obligatoire côté École, par exemple l’IA-DASEN du Gard.",
            "organisation": "Lu de tous, avec la fonction.",
        }

    def __init__(self, committee, sides, data=None):
        mandate = Mandate(committee=committee, starts_on=timezone.localdate())
        super().__init__(data, instance=mandate)
        self.fields["side"].choices = [(side.value, side.label) for side in sides]
        self.fields["person_name"].required = True
        if Side.SCHOOL not in sides:
            for name in ("designated_on", "designated_by", "designation_act"):
                del self.fields[name]

    def _get_validation_exclusions(self):
        """The workflow checks the whole term, in sentences."""
        return {*super()._get_validation_exclusions(), "committee", "user"}

    def validate_constraints(self):
        """See `clee.rules.check_mandate`."""


class MemberForm(PortalModelForm):
    """An adhesion: a school by its UAI, a company, a network, or a name (R-CL-2)."""

    uai = forms.CharField(
        label="UAI",
        max_length=8,
        required=False,
        help_text="D’un établissement ou d’un CIO, comme 0311687R.",
    )
    company = ComboboxField(
        label="Entreprise",
        queryset=Company.objects.none(),
        find=found,
        required=False,
        widget=Combobox(url=reverse_lazy("partnerships:company_choices")),
        help_text="Nom, ville ou SIRET.",
    )
    joined_on = date_field("Adhésion à la charte le")

    class Meta:
        model = Member
        fields = [
            "kind",
            "uai",
            "company",
            "network",
            "other_name",
            "joined_on",
            "contact_name",
            "contact_email",
        ]
        labels = {"network": "Réseau ou club", "other_name": "Ou nom de l’organisme"}
        help_texts = {
            "other_name": "Quand il n’est pas dans les listes du portail.",
            "contact_email": "Lu des copilotes et des services du territoire.",
        }

    def __init__(self, actor, committee, data=None):
        member = Member(committee=committee, joined_on=timezone.localdate())
        super().__init__(data, instance=member)
        self.fields["company"].queryset = Company.objects.visible_to(actor).active()
        self.fields["network"].queryset = PartnerNetwork.objects.visible_to(actor)

    def clean_uai(self):
        """The school itself, None without a UAI."""
        uai = self.cleaned_data["uai"].strip().upper()
        if not uai:
            return None
        school = School.objects.open().filter(uai=uai).first()
        if school is None:
            raise forms.ValidationError("Aucun établissement ouvert n’a cet UAI.")
        return school

    def clean(self):
        """One organisation, told in one way, of the kind that was chosen."""
        super().clean()
        data = self.cleaned_data
        self.instance.school = data.get("uai")
        given = {
            "uai": data.get("uai"),
            "company": data.get("company"),
            "network": data.get("network"),
            "other_name": data.get("other_name"),
        }
        told = [name for name, value in given.items() if value]
        if len(told) != 1 and not self.errors:
            text = "Indiquez un seul organisme : UAI, entreprise, réseau ou nom."
            self.add_error(told[1] if told else "other_name", text)
        return data

    def validate_constraints(self):
        """See `clee.rules.check_member`."""


class ReasonForm(PortalForm):
    reason = forms.CharField(
        label="Motif", max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class EndForm(ReasonForm):
    """The last day of a term."""

    ends_on = date_field("Dernier jour du mandat", initial=timezone.localdate)
    field_order = ["ends_on", "reason"]


class MergeForm(ReasonForm):
    """The committee that takes over."""

    into = forms.ModelChoiceField(
        label="Comité qui reprend", queryset=Committee.objects.none(), empty_label="Choisir"
    )
    field_order = ["into", "reason"]

    def __init__(self, actor, committee, data=None):
        super().__init__(data)
        others = Committee.objects.living().kept_by(actor).exclude(pk=committee.pk)
        self.fields["into"].queryset = others
