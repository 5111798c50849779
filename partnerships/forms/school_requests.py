"""The forms of school requests: what is looked for, what is answered, what is made of it."""

import datetime as dt

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone

from accounts.enums import Role
from accounts.idempotency import OnceFormMixin
from directory.combobox import Combobox, ComboboxField
from directory.enums import Level
from directory.fields import date_field
from directory.forms import PeriodMixin, PortalForm
from directory.lexicon import found
from directory.models import Company, Department, PartnerNetwork, School, Sector, TrainingBasin
from partnerships.enums import OfferKind
from partnerships.enums.school_requests import KINDS, USUAL_WAIT, AnswerKind, Reach
from partnerships.forms.groups import GroupFields
from partnerships.rules import Numbers, Period
from partnerships.workflow.school_answers import Choice, Said
from partnerships.workflow.school_requests import Need

DISTANCES = [(str(km), f"{km} km") for km in (10, 20, 30, 50, 100)]


def usual_end():
    return timezone.localdate() + USUAL_WAIT


class NeedForm(OnceFormMixin, PeriodMixin):
    """What the school looks for."""

    reads_first = True
    crossed = "La fin de la période précède son début."
    required_by_rule = ("km",)
    school = forms.ModelChoiceField(
        label="Établissement", queryset=School.objects.none(), empty_label=None
    )
    kind = forms.ChoiceField(label="Nature", choices=[(kind.value, kind.label) for kind in KINDS])
    level = forms.ChoiceField(
        label="Niveau de la classe",
        choices=[("", "Plusieurs, ou sans classe"), *Level.choices],
        required=False,
        help_text="Vide pour une immersion d’enseignants, ou une intervention devant plusieurs "
        "niveaux.",
    )
    size = forms.IntegerField(
        label="Effectif", min_value=1, max_value=500, help_text="Élèves, ou personnels."
    )
    starts_on = date_field("À partir du")
    ends_on = date_field("Jusqu’au", help_text="La période où la venue vous convient.")
    sector = forms.ModelChoiceField(
        label="Secteur", queryset=Sector.objects.all(), required=False, empty_label="Indifférent"
    )
    reach = forms.ChoiceField(label="Territoire", choices=Reach)
    km = forms.TypedChoiceField(
        label="Distance",
        choices=[("", "Choisir"), *DISTANCES],
        coerce=int,
        empty_value=None,
        required=False,
        initial="20",
        help_text="Pour un territoire à une distance de l’établissement.",
    )
    expires_on = date_field("Réponses attendues jusqu’au", initial=usual_end)
    message = forms.CharField(
        label="Message",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Le projet de la classe en deux phrases. Ne nommez aucun élève.",
    )

    def __init__(self, actor, data=None):
        super().__init__(data)
        self.schools = School.objects.filter(pk__in=actor.school_ids)
        self.fields["school"].queryset = self.schools
        if len(actor.school_ids) == 1:
            del self.fields["school"]

    def need(self):
        """What is looked for, of a valid form."""
        data = self.cleaned_data
        same = ("kind", "level", "size", "sector", "reach", "km", "message")
        return Need(
            school=data.get("school") or self.schools.get(),
            period=Period(data["starts_on"], data["ends_on"]),
            expires_on=data["expires_on"],
            **{name: data[name] for name in same},
        )


class AnswerForm(PortalForm):
    """Yes with days, a question, not now. The host is the link's, or chosen by an account."""

    reads_first = True

    required_by_rule: tuple[str, ...] = ("company",)
    kind = forms.ChoiceField(label="Votre réponse", choices=AnswerKind, widget=forms.RadioSelect)
    company = forms.ModelChoiceField(
        label="Entreprise", queryset=Company.objects.none(), empty_label=None
    )
    starts_on = date_field("Premier jour possible", required=False)
    ends_on = date_field(
        "Dernier jour possible", required=False, help_text="Pour un oui : entre ces deux jours."
    )
    seats = forms.IntegerField(label="Effectif au plus", min_value=1, max_value=500, required=False)
    message = forms.CharField(
        label="Message ou question",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    contact_name = forms.CharField(label="Personne de contact", max_length=120, required=False)
    contact_email = forms.EmailField(label="Courriel du contact", required=False)
    contact_phone = forms.CharField(label="Téléphone du contact", max_length=30, required=False)

    def __init__(self, actor, data=None, *, call=None, initial=None):
        super().__init__(data, initial=initial)
        self.call, self.network = call, None
        if call is None:
            self._of_account(actor)
        else:
            del self.fields["company"]

    def _of_account(self, actor):
        """The actor's own companies or network; an officer finds one in the base."""
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            own = Company.objects.filter(pk__in=actor.company_ids)
            self.fields["company"].queryset = own
            return
        self.fields["company"] = ComboboxField(
            label="Entreprise qui accueille",
            queryset=Company.objects.visible_to(actor).active(),
            find=found,
            required=False,
            widget=Combobox(url=reverse_lazy("partnerships:company_choices")),
            help_text="Pour un oui, dit au nom d’une entreprise qui vous l’a confirmé.",
        )
        self.required_by_rule = ()
        self.order_fields(["kind", "company"])
        self.network = PartnerNetwork.objects.filter(pk__in=actor.network_ids).first()

    def said(self):
        """The answer, of a valid form; a network's own voice when it names no company."""
        data = self.cleaned_data
        if self.call is not None:
            host = {"company": self.call.company, "network": self.call.network}
        else:
            company = data.get("company")
            host = {"company": company, "network": None if company else self.network}
        same = ("kind", "starts_on", "ends_on", "seats", "message")
        contact = ("contact_name", "contact_email", "contact_phone")
        return Said(**host, **{name: data[name] for name in (*same, *contact)})


class RetainForm(OnceFormMixin, GroupFields, PeriodMixin):
    """The class that goes, and the days, within those that the company gave."""

    starts_on = date_field("Premier jour")
    ends_on = date_field("Dernier jour")
    last_day_is_half = forms.BooleanField(
        label="Le dernier jour est une demi-journée", required=False
    )
    field_order = ["class_group", "school", "new_name", "new_level", "starts_on", "ends_on"]

    def __init__(self, actor, answer, data=None):
        super().__init__(data)
        self.keep_groups(actor, answer.request.school_year)
        school = answer.request.school_id
        self.schools = self.schools.filter(pk=school)
        groups = self.fields["class_group"].queryset
        self.fields["class_group"].queryset = groups.filter(school=school)
        self.fields.pop("school", None)
        shortest, _ = OfferKind(answer.request.kind).shortest_and_longest
        self.fields["starts_on"].initial = answer.starts_on
        self.fields["ends_on"].initial = answer.starts_on + dt.timedelta(days=shortest - 1)
        self.fields["unspecified"].initial = answer.request.size

    def clean(self):
        data = super().clean()
        self.require_group()
        return data

    def choice(self):
        """Raises `Refused` when a new class is not acceptable."""
        data = self.cleaned_data
        return Choice(
            class_group=self.chosen_group(),
            numbers=self.numbers(),
            period=Period(data["starts_on"], data["ends_on"]),
            last_day_is_half=data["last_day_is_half"],
            needs=data["needs"],
        )


class RetainStaffForm(OnceFormMixin, PortalForm):
    """The staff that go, without a class, and the days within those that the company gave."""

    adults = forms.IntegerField(label="Nombre de personnes", min_value=1, max_value=500)
    starts_on = date_field("Premier jour")
    ends_on = date_field("Dernier jour")
    needs = forms.CharField(
        label="Besoins particuliers",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, actor, answer, data=None):
        first = {"starts_on": answer.starts_on, "ends_on": answer.starts_on}
        super().__init__(data, initial=first | {"adults": answer.request.size})

    def choice(self):
        data = self.cleaned_data
        return Choice(
            class_group=None,
            numbers=Numbers(adults=data["adults"]),
            period=Period(data["starts_on"], data["ends_on"]),
            needs=data["needs"],
        )


class ReasonForm(PortalForm):
    """Why a request is withdrawn."""

    reads_first = True

    reason = forms.CharField(
        label="Motif", max_length=250, help_text="Lu par ceux qui ont dit oui."
    )


class RefuseVisaForm(PortalForm):
    """Why the head keeps an appel from leaving."""

    reads_first = True

    reason = forms.CharField(label="Motif", max_length=250, help_text="Lu par qui l’a écrit.")


class ReopenForm(PortalForm):
    expires_on = date_field("Réponses attendues jusqu’au", initial=usual_end)


class WordsForm(PortalForm):
    """What the school says to who answered."""

    reads_first = True

    message = forms.CharField(
        label="Message",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class UnansweredForm(PortalForm):
    """The filters of the list of requests that nobody answered."""

    departement = forms.ModelChoiceField(
        label="Département", queryset=Department.objects.none(), required=False, empty_label="Tous"
    )
    bassin = forms.ModelChoiceField(
        label="Bassin", queryset=TrainingBasin.objects.none(), required=False, empty_label="Tous"
    )
    secteur = forms.ModelChoiceField(
        label="Secteur", queryset=Sector.objects.all(), required=False, empty_label="Tous"
    )
    depuis = forms.TypedChoiceField(
        label="Publiés depuis",
        choices=[("", "Peu importe"), *[(str(n), f"{n} jours ou plus") for n in (7, 14, 30, 60)]],
        coerce=int,
        empty_value=None,
        required=False,
    )

    def __init__(self, actor, data=None):
        super().__init__(data)
        departments = Department.objects.all()
        if not actor.is_administrator:
            departments = departments.filter(pk__in=actor.department_codes)
        basins = TrainingBasin.objects.filter(departments__in=departments).distinct()
        self.fields["departement"].queryset = departments
        self.fields["bassin"].queryset = basins.order_by("sort_key")

    def narrow(self, rows):
        """The rows that keep every valid filter."""
        self.is_valid()
        data, today = self.cleaned_data, timezone.localdate()
        if data.get("departement"):
            rows = rows.filter(school__department=data["departement"])
        if data.get("bassin"):
            rows = rows.filter(school__basin=data["bassin"])
        if data.get("secteur"):
            rows = rows.filter(sector=data["secteur"])
        if data.get("depuis"):
            since = today - dt.timedelta(days=data["depuis"])
            rows = rows.filter(published_at__date__lte=since)
        return rows

    @property
    def in_words(self):
        """What the list is limited to, for the journal."""
        found = {name: value for name, value in self.cleaned_data.items() if value}
        return " ; ".join(f"{self.fields[name].label} = {value}" for name, value in found.items())
