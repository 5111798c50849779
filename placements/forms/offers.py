"""Publishing an offer of placements: what, for whom, where, the hours; then its weeks."""

import datetime as dt

from django import forms
from django.db.models import Q

from accounts.idempotency import OnceFormMixin
from directory.fields import date_field
from directory.forms import PortalForm, PortalModelForm
from directory.french import full_day
from directory.models import Company, Diploma, School, Sector
from partnerships.companies import TypedCompany
from partnerships.forms.companies import CompanyFields
from partnerships.workflow.tables import ON_BEHALF_ROLES
from placements.enums import VOCATIONAL
from placements.enums.offers import LEVELS, Audience, ReportReason
from placements.forms.week import WeekFields
from placements.hours import table_of
from placements.models import PlacementOffer
from placements.rules import offers as rules

BEFORE_WEEK = [
    ("L’entreprise", "own_company company", "", ""),
    ("Le stage", "kind title tasks levels sector", "Une PFMP : pour quels diplômes", "diplomas"),
    ("Le lieu", "", "Le stage n’a pas lieu à l’adresse de l’entreprise", "address postcode city"),
]
AFTER_WEEK = [
    ("Qui répond aux candidatures", "contact_name contact_email contact_phone", "", ""),
    (
        "Pour qui",
        "accessibility",
        "Réserver l’offre à certains élèves",
        "audiences schools",
    ),
]
UAI_HELP = "Un code UAI par ligne. Laissez vide si tous les établissements peuvent la voir."


class OfferForm(WeekFields, PortalModelForm):
    """The sheet of an offer; `chosen_schools` are those it is reserved to."""

    levels = forms.MultipleChoiceField(
        label="Niveaux",
        choices=[(level.value, level.label) for level in LEVELS],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Sans choix : tous les niveaux.",
    )
    diplomas = forms.MultipleChoiceField(
        label="Diplômes préparés",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Pour une PFMP ou un stage de BTS. Sans choix : tous les diplômes.",
    )
    audiences = forms.MultipleChoiceField(
        label="Publics prioritaires",
        choices=Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Il suffit que l’établissement, ou la classe, réponde à l’un de ceux que vous "
        "cochez.",
    )
    schools = forms.CharField(
        label="Établissements",
        required=False,
        help_text=UAI_HELP,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = PlacementOffer
        fields = [
            "kind",
            "title",
            "tasks",
            "levels",
            "diplomas",
            "sector",
            "address",
            "postcode",
            "city",
            "accessibility",
            "audiences",
            "contact_name",
            "contact_email",
            "contact_phone",
        ]
        help_texts = {
            "title": "Par exemple : Découvrir les métiers de la boulangerie.",
            "kind": "D’initiation ou d’application : pour des élèves de SEGPA et de prépa-métiers,"
            " à qui de petits travaux sont permis. PFMP ou stage de BTS : pour une classe qui "
            "prépare un diplôme, demandé pour toute sa période ; proposez-en toutes les semaines.",
            "tasks": "En observation : ni machine dangereuse, ni travail de production.",
            "accessibility": "Accès en fauteuil, environnement sonore, aménagements possibles…",
            "contact_email": "Les candidatures y sont annoncées, avec un lien pour répondre.",
        }
        widgets = {
            "tasks": forms.Textarea(attrs={"rows": 5}),
            "accessibility": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sector"].queryset = Sector.objects.all()
        self.fields["sector"].empty_label = "Celui de l’entreprise"
        offer = self.instance
        known = Diploma.objects.filter(Q(is_open=True) | Q(code__in=offer.diplomas))
        self.fields["diplomas"].choices = [(one.code, str(one)) for one in known]
        self.add_week(table_of(offer.table) if offer.table else None)
        if offer.pk:
            known = offer.schools.order_by("uai").values_list("uai", flat=True)
            self.initial["schools"] = "\n".join(known)

    def clean_schools(self):
        words = self.cleaned_data["schools"].upper().replace(",", " ").split()
        found = {school.uai: school for school in School.objects.filter(uai__in=words)}
        missing = [word for word in words if word not in found]
        if missing:
            raise forms.ValidationError(f"Aucun établissement n’a ce code : {missing[0]}.")
        return list(found.values())

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if bool(data.get("postcode")) != bool(data.get("city")):
            missing = "city" if data.get("postcode") else "postcode"
            self.add_error(missing, "La commune et son code postal vont ensemble.")
        if data.get("diplomas") and data.get("kind") not in VOCATIONAL:
            text = "Les diplômes se choisissent pour une PFMP ou un stage de BTS."
            self.add_error("diplomas", text)
        return data

    @property
    def chosen_schools(self):
        return self.cleaned_data["schools"]

    def offer(self):
        """The unsaved row. Raises Refused when the company cannot be found nor made."""
        row = self.save(commit=False)
        row.table = self.table().days if self.is_hours_known() else []
        return row


class NewOfferForm(OnceFormMixin, CompanyFields, OfferForm):
    """The sheet and, first, the company: an own one, or that for which one publishes."""

    own_company = forms.ModelChoiceField(
        label="Entreprise", queryset=Company.objects.none(), empty_label=None
    )

    def __init__(self, actor, data=None, **kwargs):
        super().__init__(actor, data, **kwargs)
        self.on_behalf = actor.role in ON_BEHALF_ROLES
        if self.on_behalf:
            del self.fields["own_company"]
        else:
            self.drop_company_fields()
            self.required_by_rule = ()
            own = Company.objects.filter(pk__in=actor.company_ids).order_by("sort_key", "pk")
            self.fields["own_company"].queryset = own

    def clean(self):
        data = super().clean()
        if self.on_behalf:
            self.require_company()
        return data

    def offer(self):
        row = super().offer()
        row.company = self.cleaned_data.get("own_company") or self.chosen_company()
        return row


class GuestOfferForm(OnceFormMixin, OfferForm):
    """What a company types without an account: who it is, the offer, its weeks, on one page."""

    siret = forms.CharField(
        label="SIRET de l’entreprise",
        max_length=20,
        help_text="Quatorze chiffres. Il est vérifié.",
    )
    company_name = forms.CharField(label="Nom de l’entreprise", max_length=200)
    company_postcode = forms.RegexField(
        r"^\d{5}$",
        label="Code postal de l’entreprise",
        error_messages={"invalid": "Un code postal a cinq chiffres."},
    )
    company_city = forms.CharField(label="Commune de l’entreprise", max_length=120)
    first = date_field("Semaines du")
    last = date_field("Au", required=False, help_text="Laissez vide pour une seule semaine.")
    places = forms.IntegerField(label="Places par semaine", min_value=1, max_value=200, initial=1)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["schools"], self.fields["audiences"]
        self.fields["contact_email"].required = True
        self.fields["contact_name"].required = True

    def clean(self):
        data = super().clean()
        first, last = data.get("first"), data.get("last") or data.get("first")
        if first:
            check_period(self, first, last)
        return data

    def typed(self):
        data = self.cleaned_data
        return TypedCompany(
            siret=data["siret"],
            name=data["company_name"],
            postcode=data["company_postcode"],
            city=data["company_city"],
            email=data["contact_email"],
            is_new=True,
        )

    def mondays(self):
        return mondays_of(self.cleaned_data["first"], self.cleaned_data.get("last"))


LONGEST = dt.timedelta(weeks=30)


def check_period(form, first, last):
    """The errors of a period of weeks, on its last day."""
    if last < first:
        form.add_error("last", "La fin de la période précède son début.")
    elif last - first > LONGEST:
        form.add_error("last", "Trente semaines au plus à la fois.")


def mondays_of(first, last):
    """The Mondays of the weeks that a period touches."""
    found, monday = [], rules.monday_of(first)
    while monday <= (last or first):
        found.append(monday)
        monday += rules.WEEK
    return found


class WeeksForm(PortalForm):
    """Which weeks, and how many places in each: those when pupils of the département are on
    placement are listed, any others are typed as a period."""

    mondays = forms.TypedMultipleChoiceField(
        label="Semaines de stage des établissements du département",
        coerce=dt.date.fromisoformat,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    first = date_field("Ou toutes les semaines du", required=False)
    last = date_field("Au", required=False)
    places = forms.IntegerField(
        label="Places par semaine",
        min_value=1,
        max_value=200,
        initial=1,
        help_text="Le nombre d’élèves que vous accueillez en même temps.",
    )

    def __init__(self, usual, data=None, **kwargs):
        """`usual`: [(monday, number of schools)]."""
        super().__init__(data, **kwargs)
        if usual:
            self.fields["mondays"].choices = [
                (monday.isoformat(), self._line(monday, number)) for monday, number in usual
            ]
        else:
            del self.fields["mondays"]
            self.fields["first"].label = "Toutes les semaines du"

    @staticmethod
    def _line(monday, number):
        schools = "un établissement" if number == 1 else f"{number} établissements"
        return f"Semaine du {full_day(monday)} ({schools})"

    def clean(self):
        super().clean()
        data = self.cleaned_data
        first, last = data.get("first"), data.get("last") or data.get("first")
        if not first and not data.get("mondays") and not self.errors:
            field = "mondays" if "mondays" in self.fields else "first"
            self.add_error(field, "Choisissez au moins une semaine.")
        elif first:
            check_period(self, first, last)
        return data

    def chosen(self):
        """The Mondays, in their order."""
        found = set(self.cleaned_data.get("mondays") or ())
        first = self.cleaned_data.get("first")
        return sorted(
            found.union(mondays_of(first, self.cleaned_data.get("last")) if first else ())
        )


class ReportForm(OnceFormMixin, PortalForm):
    """Why the offer is unsuitable."""

    reads_first = True

    reason = forms.ChoiceField(
        label="Motif", choices=[("", "Choisir un motif"), *ReportReason.choices]
    )
    message = forms.CharField(
        label="Précision",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Nécessaire pour « Autre raison ». L’entreprise ne la lit pas.",
    )


class HideForm(PortalForm):
    """Why the offer is not shown."""

    reads_first = True

    reason = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="L’entreprise le lit. Dites ce qui manque, ou ce qu’elle peut faire.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
