"""Which report: the choice of year, territory and themes, in the address."""

from django import forms

from accounts.idempotency import OnceFormMixin
from directory.enums import YearState
from directory.forms import PortalForm
from directory.models import School, SchoolYear
from reports.indicators import BY_CODE, Theme


class ReportForm(PortalForm):
    annee = forms.TypedChoiceField(label="Année scolaire", coerce=int)
    territoire = forms.ChoiceField(label="Périmètre")
    theme = forms.MultipleChoiceField(
        label="Thèmes",
        required=False,
        choices=[(one.value, one.label) for one in Theme],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, choices, **kwargs):
        super().__init__(*args, **kwargs)
        years = SchoolYear.objects.values_list("pk", flat=True).order_by("-pk")
        self.fields["annee"].choices = [(year, f"{year}-{year + 1}") for year in years]
        self.fields["territoire"].choices = [(one.code, one.label) for one in choices]


class TrendForm(ReportForm):
    """The same, of one indicator."""

    theme = None  # type: ignore[assignment]  # how Django drops a field of its base
    indicateur = forms.ChoiceField(label="Indicateur")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        groups: dict = {}
        for one in BY_CODE.values():
            groups.setdefault(one.theme.label, []).append((one.code, one.label))
        self.fields["indicateur"].choices = list(groups.items())


class ReopeningForm(OnceFormMixin, PortalForm):
    """Which closed year, for what, why."""

    year = forms.ModelChoiceField(
        label="Année close",
        queryset=SchoolYear.objects.filter(state=YearState.CLOSED),
        empty_label=None,
    )
    place = forms.TypedChoiceField(label="Pour")
    reason = forms.CharField(
        label="Motif",
        max_length=250,
        help_text="Ce qui est à corriger : le rectorat et les services du département le lisent.",
    )

    def __init__(self, *args, places, **kwargs):
        super().__init__(*args, **kwargs)
        known = {f"{type(one).__name__}-{one.pk}": one for one in places}
        field = self.fields["place"]
        field.choices = [(key, _name(one)) for key, one in known.items()]
        field.coerce = known.__getitem__
        if len(known) == 1:
            field.initial = next(iter(known))


def _name(place):
    if isinstance(place, School):
        return str(place)
    return f"{place}\u00a0: ce qui n’est d’aucun établissement"


class PublishForm(PortalForm):
    note = forms.CharField(
        label="Ce qui change depuis la version précédente",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )
