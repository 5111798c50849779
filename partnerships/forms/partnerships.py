"""Forms of partnerships: terms, end, renewal, a document."""

from django import forms
from django.urls import reverse_lazy
from dsfr.utils import dsfr_input_class_attr

from accounts.idempotency import OnceFormMixin
from clee.models import Committee
from directory.combobox import Combobox, ComboboxField
from directory.fields import date_field
from directory.forms import PortalForm
from directory.models import Company, PartnerNetwork, School
from partnerships.enums.relation import PartnershipFunction, PartnershipKind, PartnershipState
from partnerships.partnership_document import functions_of, label_of, people_of
from partnerships.partnership_wording import SUGGESTED
from partnerships.workflow.log import may_write
from partnerships.workflow.partnership_signing import TERMS as TERMS_KEPT
from partnerships.workflow.partnership_signing import Draft
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
    committee = forms.ModelChoiceField(
        label="Tenu par",
        queryset=Committee.objects.none(),
        required=False,
        empty_label="Ma structure",
        help_text="Un comité conclut alors le partenariat ; ses copilotes le suivent.",
    )

    def __init__(self, actor, data=None, company=None, committee=None):
        super().__init__(data, initial={"company": company, "committee": committee})
        self.fields["company"].queryset = Company.objects.visible_to(actor)
        self.fields["partner"].queryset = PartnerNetwork.objects.visible_to(actor)
        self.fields["school"].queryset = School.objects.filter(pk__in=actor.school_ids)
        if len(actor.school_ids) < 2:
            del self.fields["school"]
        self._offer_committees(actor)

    def _offer_committees(self, actor):
        """Those that the actor keeps; who has no structure of their own must choose one."""
        field = self.fields["committee"]
        field.queryset = Committee.objects.living().kept_by(actor)
        if not may_write(actor):
            field.required, field.empty_label = True, None
        elif not field.queryset.exists():
            del self.fields["committee"]

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
            committee=data.get("committee"),
        )


TERMS = [
    ("Les termes", "title starts_on ends_on", "", ""),
    ("Les engagements", "partner_commitments holder_commitments", "", ""),
]
COMMITMENTS = ("partner_commitments", "holder_commitments")
PERSON = ("name", "title", "email")


class AgreementForm(PortalForm):
    """What the agreement says and who signs it, written before the signatures."""

    title = forms.CharField(label="Objet", max_length=150)
    starts_on = date_field("Du")
    ends_on = date_field("Au", required=False, help_text="Vide : sans terme.")
    partner_commitments = forms.CharField(
        label="Engagements du partenaire",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Un engagement par ligne.",
    )
    holder_commitments = forms.CharField(
        label="Engagements en retour",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Un engagement par ligne.",
    )

    def __init__(self, partnership, data=None):
        self.asked = [one for one in functions_of(partnership) if one != PartnershipFunction.HEAD]
        initial = {name: getattr(partnership, name) for name in TERMS_KEPT}
        suggested = SUGGESTED[PartnershipKind(partnership.kind)]
        for name, words in zip(COMMITMENTS, suggested, strict=True):
            initial[name] = initial[name] or words
        people = people_of(partnership)
        for function in self.asked:
            for name, value in zip(PERSON, people[function], strict=True):
                initial[f"{function}_{name}"] = value
        super().__init__(data, initial=initial)
        for function in self.asked:
            self._ask(function)
        self.layout = [
            *TERMS,
            *(
                (
                    f"Qui signe {_lower(label_of(partnership, function))}",
                    " ".join(f"{function}_{name}" for name in PERSON),
                    "",
                    "",
                )
                for function in self.asked
            ),
        ]

    def _ask(self, function):
        needed = function != PartnershipFunction.THIRD
        more = "" if needed else "Laissez vide si elle ne signe pas."
        self.fields[f"{function}_name"] = forms.CharField(
            label="Nom", max_length=150, required=needed, help_text=more
        )
        self.fields[f"{function}_title"] = forms.CharField(
            label="Qualité", max_length=150, required=False, help_text="Directrice du site…"
        )
        self.fields[f"{function}_email"] = forms.EmailField(
            label="Adresse électronique",
            required=False,
            help_text="Le lien pour signer y est envoyé. Vide : cette partie signe sur papier.",
        )
        for name in PERSON:
            dsfr_input_class_attr(self[f"{function}_{name}"])

    def draft(self):
        data = self.cleaned_data
        return Draft(
            {name: data[name] for name in TERMS_KEPT},
            {
                function.value: {name: data[f"{function}_{name}"] for name in PERSON}
                for function in self.asked
            },
        )


def _lower(words):
    return words[0].lower() + words[1:]


class PartnershipFilterForm(PortalForm):
    """The list by state, kind, and committee when one of its rows has one."""

    etat = forms.ChoiceField(
        label="État", choices=[("", "Tous"), *PartnershipState.choices], required=False
    )
    nature = forms.ChoiceField(
        label="Nature", choices=[("", "Toutes"), *PartnershipKind.choices], required=False
    )
    comite = forms.ModelChoiceField(
        label="Comité", queryset=Committee.objects.none(), required=False, empty_label="Tous"
    )
    columns = {"etat": "state", "nature": "kind", "comite": "committee"}

    def __init__(self, rows, data=None):
        super().__init__(data)
        held = Committee.objects.filter(pk__in=rows.order_by().values("committee"))
        self.fields["comite"].queryset = held
        if not held.exists():
            del self.fields["comite"]

    def narrow(self, rows):
        """The rows that keep every valid filter."""
        self.is_valid()
        chosen = {self.columns[name]: value for name, value in self.cleaned_data.items() if value}
        return rows.filter(**chosen)


class NothingForm(PortalForm):
    """A button alone."""


class ReasonForm(PortalForm):
    reason = forms.CharField(label="Motif", max_length=250, required=False)
    required_by_rule = ("reason",)


class RenewForm(PortalForm):
    starts_on = date_field("Du")
    ends_on = date_field("Au", required=False, help_text="Vide : sans terme, donc sans rappel.")


class DocumentForm(PortalForm):
    title = forms.CharField(label="Titre du document", max_length=120)
    scan = forms.FileField(label="Fichier", help_text="PDF, JPEG ou PNG, 10 Mo au plus.")
