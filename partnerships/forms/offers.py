"""Publishing an offer: its host, its sheet, its slots by date or by recurrence."""

from django import forms

from accounts.idempotency import OnceFormMixin
from directory.enums import Level
from directory.fields import date_field, time_field
from directory.forms import PeriodMixin, PortalForm, PortalModelForm
from directory.models import Company, Department, PartnerNetwork, School, Sector
from partnerships import rules
from partnerships.enums import OfferKind, SlotMode
from partnerships.forms.companies import CompanyFields
from partnerships.models import Offer
from partnerships.recurrence import Pattern
from partnerships.workflow.offers import SlotPlan
from partnerships.workflow.tables import ON_BEHALF_ROLES

WEEKDAYS = [
    (0, "Lundi"),
    (1, "Mardi"),
    (2, "Mercredi"),
    (3, "Jeudi"),
    (4, "Vendredi"),
    (5, "Samedi"),
]
TEXTS = ("access", "dress", "protective_equipment", "meals", "accessibility")


class OfferForm(PortalModelForm):
    """The sheet of an offer: what, for whom, where, whom to write to, what to know."""

    class Meta:
        model = Offer
        fields = [
            "title",
            "description",
            "min_level",
            "max_level",
            "sector",
            "address",
            "postcode",
            "city",
            "department",
            "contact_name",
            "contact_email",
            "contact_phone",
            "access",
            "dress",
            "protective_equipment",
            "meals",
            "languages",
            "accessibility",
            "minimum_age",
            "accompanying_adults",
            "list_fields",
            "list_days_before",
        ]
        help_texts = {
            "title": "Par exemple : Découvrir les métiers de l’usinage.",
            "address": "Si l’accueil n’a pas lieu à l’adresse du siège.",
            "contact_email": "C’est à cette adresse que les demandes sont envoyées.",
            "minimum_age": "Si le site n’est pas ouvert aux plus jeunes.",
            "accompanying_adults": "Nombre demandé pour un groupe.",
            "list_fields": "Si l’accès au site est contrôlé. Par exemple : nom, prénom.",
            "list_days_before": "Combien de jours avant la venue la liste doit vous parvenir.",
        }
        widgets = {
            "description": forms.Textarea(attrs={"rows": 5}),
            **{name: forms.Textarea(attrs={"rows": 2}) for name in TEXTS},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("min_level", "max_level"):
            self.fields[name].choices = [("", "Sans limite"), *Level.choices]
        self.fields["sector"].queryset = Sector.objects.all()
        self.fields["sector"].empty_label = "Celui de la structure d’accueil"
        self.fields["department"].queryset = Department.objects.all()
        self.fields["department"].empty_label = "Celui de la structure d’accueil"
        # What the host's own record says is taken when these stay empty.
        self.fields["department"].required = False

    def clean(self):
        super().clean()
        data = self.cleaned_data
        if data.get("kind", self.instance.kind) == OfferKind.CLASS_IMMERSION:
            self._keep_to_class_immersion()
        lowest, highest = data.get("min_level"), data.get("max_level")
        if lowest and highest and not Offer(min_level=lowest, max_level=highest).allows(lowest):
            self.add_error("max_level", "Le niveau le plus haut précède le plus bas.")
        return data

    def _keep_to_class_immersion(self):
        """R-CEE-1: no limit is from 4e to CAP; a level that may not come is refused here, not
        to the class that found the offer."""
        data, levels = self.cleaned_data, [one for one in Level if one.allows_class_immersion]
        for name, limit in (("min_level", levels[0]), ("max_level", levels[-1])):
            data[name] = data.get(name) or limit
            for violation in rules.check_level(OfferKind.CLASS_IMMERSION, data[name]):
                self.add_error(name, violation.message)


class NewOfferForm(OnceFormMixin, CompanyFields, OfferForm):
    """The sheet and, first, its kind and its host among those of the actor."""

    kind = forms.ChoiceField(label="Nature", choices=OfferKind)
    host_company = forms.ModelChoiceField(
        label="Entreprise", queryset=Company.objects.none(), empty_label=None
    )
    host_school = forms.ModelChoiceField(
        label="Établissement",
        queryset=School.objects.none(),
        required=False,
        empty_label="Pour le compte d’une entreprise",
    )
    host_network = forms.ModelChoiceField(
        label="Réseau",
        queryset=PartnerNetwork.objects.none(),
        required=False,
        empty_label="Pour le compte d’une entreprise",
    )

    def __init__(self, actor, data=None):
        super().__init__(actor, data)
        kinds = [kind for kind in OfferKind if actor.is_school_staff or not kind.booked_by_company]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        own = {
            "host_company": (Company, actor.company_ids),
            "host_school": (School, actor.school_ids),
            "host_network": (PartnerNetwork, actor.network_ids),
        }
        for name, (model, keys) in own.items():
            self.fields[name].queryset = model._default_manager.filter(pk__in=keys)
            if not keys:
                del self.fields[name]
        self.on_behalf = actor.role in ON_BEHALF_ROLES
        if any(name in self.fields for name in own):
            self.required_by_rule = ()
        if not self.on_behalf:
            self.drop_company_fields()
            for name in ("host_school", "host_network"):
                if name in self.fields:
                    self.fields[name].required = True
                    self.fields[name].empty_label = None
        self.order_fields(["kind", "host_company", "host_school", "host_network"])

    def clean(self):
        data = super().clean()
        own = [data.get(name) for name in ("host_company", "host_school", "host_network")]
        if not any(own) and self.on_behalf:
            self.require_company()
        return data

    def offer(self):
        """The unsaved offer, its host found or created. Raises `Refused`."""
        offer, data = self.save(commit=False), self.cleaned_data
        offer.kind = data["kind"]
        for name in ("host_company", "host_school", "host_network"):
            setattr(offer, name, data.get(name))
        if offer.host is None:
            offer.host_company = self.chosen_company()
        return offer


class SlotsForm(PeriodMixin):
    """Slots to add: one date, or a recurrence that is shown and trimmed before it is kept."""

    last_day = "repeat_until"
    crossed = "La fin de la répétition précède le premier jour."
    starts_on = date_field("Premier jour")
    days = forms.IntegerField(label="Nombre de jours", min_value=1, max_value=5, initial=1)
    last_day_is_half = forms.BooleanField(
        label="Le dernier jour est une demi-journée", required=False
    )
    repeat_until = date_field(
        "Répéter jusqu’au", required=False, help_text="Laissez vide pour un seul créneau."
    )
    weekdays = forms.TypedMultipleChoiceField(
        label="Jours de début",
        choices=WEEKDAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Pour une répétition. Sans choix : le même jour de la semaine.",
    )
    every_weeks = forms.IntegerField(
        label="Toutes les … semaines", min_value=1, max_value=8, initial=1, required=False
    )
    capacity = forms.IntegerField(label="Places", min_value=1, max_value=500)
    starts_at = time_field("Heure d’arrivée", required=False)
    ends_at = time_field("Heure de fin", required=False)
    break_minutes = forms.IntegerField(
        label="Pause (minutes)", min_value=0, max_value=240, initial=60, required=False
    )
    mode = forms.ChoiceField(label="Attribution", choices=SlotMode, initial=SlotMode.FIRST_COME)
    requests_until = date_field(
        "Demandes reçues jusqu’au",
        required=False,
        help_text="Nécessaire pour une attribution sur sélection : vous choisissez ensuite.",
    )

    def __init__(self, offer, data=None):
        super().__init__(data)
        self.kind = OfferKind(offer.kind)
        shortest, longest = self.kind.shortest_and_longest
        self.fields["days"].initial = shortest
        self.fields["capacity"].label = f"Places ({self.kind.seats_are})"
        if longest == shortest:
            self.fields["days"].widget = forms.HiddenInput()
            self.fields["days"].min_value = shortest
        if longest == 1:
            del self.fields["last_day_is_half"]

    def pattern(self):
        """The dates asked for: one, or a recurrence."""
        data = self.cleaned_data
        first = data["starts_on"]
        return Pattern(
            first_day=first,
            until=data["repeat_until"] or first,
            weekdays=frozenset(data["weekdays"] or [first.weekday()])
            if data["repeat_until"]
            else frozenset([first.weekday()]),
            length=data["days"],
            every_weeks=data["every_weeks"] or 1,
        )

    def plan(self):
        """What the slots share."""
        data = self.cleaned_data
        return SlotPlan(
            capacity=data["capacity"],
            last_day_is_half=data.get("last_day_is_half", False),
            starts_at=data["starts_at"],
            ends_at=data["ends_at"],
            break_minutes=60 if data["break_minutes"] is None else data["break_minutes"],
            mode=SlotMode(data["mode"]),
            requests_until=data["requests_until"] if data["mode"] == SlotMode.SELECTION else None,
        )


class ResizeForm(PortalForm):
    """Another number of seats for a slot."""

    capacity = forms.IntegerField(label="Nombre de places", min_value=1, max_value=500)
