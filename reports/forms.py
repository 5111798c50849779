"""Which report: the choice of year, territory and themes, in the address."""

from django import forms

from directory.forms import PortalForm
from directory.models import SchoolYear
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


class PublishForm(PortalForm):
    note = forms.CharField(
        label="Ce qui change depuis la version précédente",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        required=False,
    )
