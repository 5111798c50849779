"""The need of a company in one line, and the filters of the list."""

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone

from accounts.enums import Role
from accounts.idempotency import OnceFormMixin
from directory.combobox import Combobox, ComboboxField
from directory.fields import date_field
from directory.forms import PortalForm
from directory.lexicon import found
from directory.models import Company, Sector, TrainingBasin
from partnerships.models.needs import TrainingLevel, territory_of
from partnerships.workflow.needs import Told, companies_of


def basins_of(actor):
    """The bassins of the actor's départements; of all for an administrator or a company."""
    rows = TrainingBasin.objects.order_by("sort_key")
    if actor.is_administrator or actor.role == Role.COMPANY_REPRESENTATIVE:
        return rows
    return rows.filter(territory_of(actor, "departments")).distinct()


class NeedLineForm(OnceFormMixin, PortalForm):
    """Company, job, level, bassin, when: one line."""

    company = ComboboxField(
        label="Entreprise",
        queryset=Company.objects.none(),
        find=found,
        widget=Combobox(url=reverse_lazy("partnerships:company_choices")),
    )
    job = forms.CharField(
        label="Métier",
        max_length=120,
        help_text="Par exemple : chaudronnier, contrôleuse qualité.",
    )
    level = forms.ChoiceField(label="Niveau", choices=TrainingLevel)
    count = forms.IntegerField(label="Personnes", min_value=1, max_value=500, initial=1)
    basin = forms.ModelChoiceField(
        label="Bassin",
        queryset=TrainingBasin.objects.none(),
        required=False,
        empty_label="Celui de l’entreprise",
    )
    wanted_from = date_field("À partir du", initial=timezone.localdate)

    def __init__(self, actor, data=None):
        super().__init__(data)
        self.fields["basin"].queryset = basins_of(actor)
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            own = companies_of(actor)
            self.fields["company"] = forms.ModelChoiceField(
                label="Entreprise", queryset=own, empty_label=None
            )
            self.order_fields(["company"])
        else:
            self.fields["company"].queryset = companies_of(actor)

    def told(self):
        """The need, of a valid form."""
        names = ("company", "job", "level", "count", "basin", "wanted_from")
        return Told(**{name: self.cleaned_data[name] for name in names})


class NeedFilterForm(PortalForm):
    """The list by bassin, sector, level; closed ones too when asked."""

    bassin = forms.ModelChoiceField(
        label="Bassin", queryset=TrainingBasin.objects.none(), required=False, empty_label="Tous"
    )
    secteur = forms.ModelChoiceField(
        label="Secteur", queryset=Sector.objects.all(), required=False, empty_label="Tous"
    )
    niveau = forms.ChoiceField(
        label="Niveau", choices=[("", "Tous"), *TrainingLevel.choices], required=False
    )
    clos = forms.BooleanField(label="Avec ceux qui sont clos", required=False)

    def __init__(self, actor, data=None):
        super().__init__(data)
        self.fields["bassin"].queryset = basins_of(actor)

    def narrow(self, rows):
        """The rows that keep every valid filter."""
        self.is_valid()
        data = self.cleaned_data
        for name, column in (("bassin", "basin"), ("secteur", "sector"), ("niveau", "level")):
            if data.get(name):
                rows = rows.filter(**{column: data[name]})
        return rows if data.get("clos") else rows.current()

    @property
    def in_words(self):
        """What the list is limited to, for the journal."""
        found = {name: value for name, value in self.cleaned_data.items() if value}
        return " ; ".join(f"{self.fields[name].label} = {value}" for name, value in found.items())
