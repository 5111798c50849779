"""Noting an exchange in seconds: whom, how, one line; the rest is folded."""

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone

from accounts.idempotency import OnceFormMixin
from directory.combobox import Combobox, ComboboxField
from directory.fields import date_field
from directory.forms import PortalForm
from directory.models import Company, Contact, Department, PartnerNetwork, School
from directory.search import matches
from partnerships.enums.relation import InteractionKind
from partnerships.workflow.log import SUBJECT_COLUMNS, Entry

# Who reads a line that one shares, by what was met.
READERS = {
    Company: "Jamais avec l’entreprise. Sinon, votre structure seule le lit ; les autres savent "
    "qu’un contact a eu lieu.",
    PartnerNetwork: "Jamais avec le réseau. Sinon, votre structure seule le lit.",
    School: "L’établissement conseillé et les services de son département le lisent. Sinon, "
    "votre structure seule le lit.",
}


class EntryForm(OnceFormMixin, PortalForm):
    """`subject` is known when one comes from its page; else the company is found here."""

    required_by_rule = ("company",)
    company = ComboboxField(
        label="Entreprise",
        queryset=Company.objects.none(),
        widget=Combobox(url=reverse_lazy("partnerships:company_choices")),
        help_text="Nom, ville ou SIRET.",
    )
    kind = forms.ChoiceField(label="Nature", choices=InteractionKind)
    text = forms.CharField(
        label="En une ligne", max_length=500, help_text="Ce qui s’est dit, ce qui a été convenu."
    )
    next_action = forms.CharField(label="Suite à donner", max_length=200, required=False)
    next_action_on = date_field("À faire le", required=False)
    happened_on = date_field("Date de l’échange", initial=timezone.localdate)
    contact = forms.ModelChoiceField(
        label="Avec", queryset=Contact.objects.none(), required=False, empty_label="Non précisé"
    )
    school = forms.ModelChoiceField(
        label="Journal de", queryset=School.objects.none(), empty_label=None
    )
    is_shared = forms.BooleanField(
        label="Partager avec les autres établissements et les services académiques",
        help_text=READERS[Company],
        required=False,
    )

    def __init__(self, actor, subject=None, data=None):
        super().__init__(data)
        self.subject = subject
        self.fields["company"].queryset = Company.objects.visible_to(actor)
        schools = School.objects.filter(pk__in=actor.school_ids)
        self.fields["school"].queryset = schools
        if len(actor.school_ids) < 2:
            del self.fields["school"]
        if subject is None:
            del self.fields["contact"]
        else:
            del self.fields["company"]
            self._offer_contacts(actor, subject)
            if isinstance(subject, School):
                self.initial["kind"] = InteractionKind.ADVICE
                self.fields["is_shared"].label = "Partager avec l’établissement"
            self.fields["is_shared"].help_text = READERS[type(subject)]

    def _offer_contacts(self, actor, subject):
        people = Contact.objects.visible_to(actor).present()
        field = self.fields["contact"]
        field.queryset = people.filter(**{_contact_column(subject): subject})
        field.label_from_instance = _person

    def entry(self):
        data = self.cleaned_data
        same = ("happened_on", "text", "next_action", "next_action_on", "is_shared")
        return Entry(
            subject=self.subject or data["company"],
            kind=InteractionKind(data["kind"]),
            contact=data.get("contact"),
            school=data.get("school"),
            **{name: data[name] for name in same},
        )


def _contact_column(subject):
    column = SUBJECT_COLUMNS[type(subject)]
    return column.removeprefix("met_")


def _person(contact):
    return ", ".join(word for word in (contact.full_name, contact.function) if word)


class LogFilterForm(PortalForm):
    """The list of exchanges: with whom, one's own or what others share."""

    avec = forms.ChoiceField(
        label="Avec",
        required=False,
        choices=[
            ("", "Tous"),
            ("entreprise", "Entreprises"),
            ("reseau", "Réseaux et institutions"),
            ("etablissement", "Établissements"),
        ],
    )
    journal = forms.ChoiceField(
        label="Journal",
        required=False,
        choices=[("", "Tous"), ("notre", "Le nôtre"), ("partage", "Partagé par d’autres")],
    )
    columns = {"entreprise": "company", "reseau": "met_network", "etablissement": "met_school"}

    def narrow(self, rows, actor):
        """The rows that keep every valid filter."""
        self.is_valid()
        data = self.cleaned_data
        if data.get("avec"):
            rows = rows.filter(**{f"{self.columns[data['avec']]}__isnull": False})
        own = rows.held_by(actor)
        if data.get("journal") == "notre":
            return own
        return rows.exclude(pk__in=own.values("pk")) if data.get("journal") else rows


class SchoolFilterForm(PortalForm):
    """The schools of the actor's territory, by name and département."""

    q = forms.CharField(label="Nom, ville ou UAI", required=False, max_length=100)
    departement = forms.ModelChoiceField(
        label="Département", queryset=Department.objects.none(), required=False, empty_label="Tous"
    )

    def __init__(self, actor, data=None):
        super().__init__(data)
        self.fields["departement"].queryset = Department.objects.filter(
            pk__in=actor.department_codes
        )
        if len(actor.department_codes) < 2:
            del self.fields["departement"]

    def narrow(self, rows):
        """The rows that keep every valid filter."""
        self.is_valid()
        data = self.cleaned_data
        if data.get("departement"):
            rows = rows.filter(department=data["departement"])
        return matches(rows, data.get("q", ""))


class PutOffForm(PortalForm):
    next_action_on = date_field("À faire le")


class CeilingForm(PortalForm):
    """How many requests a month and persons a week the company wants; nothing lifts it."""

    per_month = forms.IntegerField(
        label="Demandes par mois, au plus",
        required=False,
        help_text="Tous établissements confondus, appels compris. Vide : trois appels au plus, et "
        "pas de plafond des demandes.",
    )
    persons_per_week = forms.IntegerField(
        label="Personnes par semaine, au plus",
        required=False,
        help_text="Élèves et adultes présents, toutes natures d’accueil confondues. Vide : pas "
        "de plafond.",
    )
    said_by = forms.CharField(
        label="Demandé par",
        max_length=120,
        required=False,
        help_text="La fonction, sans le nom : « la direction », « le service RH ».",
    )

    def __init__(self, actor, ceiling, data=None):
        names = ("per_month", "persons_per_week", "said_by")
        known = ceiling and {name: getattr(ceiling, name) for name in names}
        super().__init__(data, initial=known)
        if actor.company_ids:
            del self.fields["said_by"]
