"""A placement that somebody found, typed in under two minutes; and its cancellation."""

from django import forms

from accounts.idempotency import OnceFormMixin
from directory.fields import date_field
from directory.forms import PeriodMixin, PortalForm
from directory.violations import Refused
from partnerships.forms.companies import NOT_LISTED, TYPED_FIELDS, CompanyFields
from placements.enums import TYPED_SOURCES, CancelReason, PlacementKind, Source
from placements.forms.week import WeekFields
from placements.hours import table_of
from placements.rules import kinds_of
from placements.rules.presence import Stay
from placements.workflow.placements import DETAILS, Found, Hosting

TUTOR = "tutor_name tutor_function tutor_email tutor_phone"
SECTIONS = [
    ("L’accueillant", "source company", NOT_LISTED, TYPED_FIELDS),
    ("Les dates", "starts_on ends_on kind", "", ""),
]
AFTER_WEEK = [
    ("Le tuteur dans l’entreprise", TUTOR, "", ""),
    ("", "", "Lieu et activités", "place activities"),
]


class PlacementForm(OnceFormMixin, WeekFields, CompanyFields, PeriodMixin):
    """The host found or typed, the days, the week, the tutor."""

    source = forms.ChoiceField(
        label="Comment le stage a été trouvé",
        choices=Source.choices,
    )
    kind = forms.ChoiceField(label="Nature", choices=PlacementKind.choices)
    starts_on = date_field("Premier jour")
    ends_on = date_field("Dernier jour")
    place = forms.CharField(
        label="Lieu du stage",
        max_length=200,
        required=False,
        help_text="S’il n’est pas à l’adresse de l’entreprise.",
    )
    tutor_name = forms.CharField(label="Nom et prénom", max_length=120, required=False)
    tutor_function = forms.CharField(label="Fonction", max_length=120, required=False)
    tutor_email = forms.EmailField(label="Courriel du tuteur", required=False)
    tutor_phone = forms.CharField(label="Téléphone du tuteur", max_length=20, required=False)
    activities = forms.CharField(
        label="Activités prévues",
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, actor, pupil, data=None, *, placement=None, initial=None):
        stay = placement and placement.stays.first()
        super().__init__(actor, data, initial=initial or initial_of(placement, stay))
        self.pupil = pupil
        known = placement and Source(placement.source)
        offered = TYPED_SOURCES if known is None or known in TYPED_SOURCES else (known,)
        self.fields["source"].choices = [(one.value, one.label) for one in offered]
        group = pupil.class_group
        kinds = kinds_of(group.special_kind, group.diploma and group.diploma.kind)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        table = table_of(stay.table) if stay else None
        self.add_week(table, sundays=kinds[0].is_vocational)

    def clean(self):
        data = super().clean()
        self.require_company()
        return data

    def found(self):
        """What was typed; the company is found or made. Raises `Refused`."""
        data = self.cleaned_data
        if data["source"] != Source.ELSEWHERE and not self.is_hours_known():
            raise Refused("Indiquez les horaires : ils décident de ce que la convention permet.")
        hosting = Hosting(
            self.chosen_company(),
            data["starts_on"],
            data["ends_on"],
            self.table(),
            {name: data[name] for name in DETAILS},
        )
        return Found(self.pupil, (hosting,), Source(data["source"]), PlacementKind(data["kind"]))

    def typed_stay(self):
        """The days and hours as they stand, None without dates: what the rules read live."""
        first, last = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        return Stay(first, last, self.table()) if first and last and first <= last else None

    def typed_hostings(self, stay):
        """The host of these days as it stands, once it is chosen from the list."""
        company = self.cleaned_data.get("company")
        if company is None:
            return []
        details = {name: self.cleaned_data.get(name, "") for name in DETAILS}
        return [Hosting(company, stay.first, stay.last, stay.table, details)]


def initial_of(placement, stay):
    """What the form shows of a placement that is known."""
    if stay is None:
        return {}
    fields = ("starts_on", "ends_on", "company", *DETAILS)
    return {name: getattr(stay, name) for name in fields} | {
        "source": placement.source,
        "kind": placement.kind,
    }


class CancelForm(PortalForm):
    reason = forms.ChoiceField(label="Motif", choices=CancelReason.of_school())
    comment = forms.CharField(
        label="Précision",
        max_length=300,
        required=False,
        help_text="Lue par l’établissement seulement.",
    )
