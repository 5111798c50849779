"""The forms of programmes: writing one, ticking what joins it, the national label."""

from django import forms
from django.utils import timezone

from directory.fields import date_field
from directory.forms import PeriodMixin, PortalForm, PortalModelForm
from directory.french import period
from events.models import Programme, ProgrammeEntry, Theme
from events.workflow.programmes import Ticks


class ProgrammeForm(PeriodMixin, PortalModelForm):
    """What the edition is."""

    starts_on = date_field("Premier jour")
    ends_on = date_field("Dernier jour")
    proposals_until = date_field(
        "Propositions jusqu’au", required=False, help_text="Vide : jusqu’au dernier jour."
    )
    national_url = forms.URLField(
        label="Page du site national", required=False, assume_scheme="https"
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.none(),
        label="Sous-thèmes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Programme
        fields = [
            *("title", "starts_on", "ends_on", "theme", "themes", "presentation"),
            *("national_url", "proposals_until"),
        ]

    def __init__(self, data=None, instance=None):
        super().__init__(data, instance=instance)
        self.fields["themes"].queryset = Theme.objects.in_use()

    def values(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "themes"}


class TicksForm(PortalForm):
    """One tick for each event and slot of the organiser during the programme."""

    reads_first = True

    events = forms.MultipleChoiceField(
        label="Mes événements", required=False, widget=forms.CheckboxSelectMultiple
    )
    slots = forms.MultipleChoiceField(
        label="Mes créneaux d’immersion, de visite ou d’intervention",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    theme = forms.ModelChoiceField(
        Theme.objects.none(), label="Sous-thème", required=False, empty_label="Aucun"
    )
    message = forms.CharField(
        label="Message pour qui décide",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, programme, events, slots, inside, data=None):
        super().__init__(data, initial=inside)
        self.fields["events"].choices = [(str(row.pk), _event(row)) for row in events]
        self.fields["slots"].choices = [(str(row.pk), _slot(row)) for row in slots]
        for name in ("events", "slots"):
            if not self.fields[name].choices:
                del self.fields[name]
        self.fields["theme"].queryset = programme.themes.all()

    @property
    def ticks(self):
        data = self.cleaned_data
        events, slots = (frozenset(map(int, data.get(name, []))) for name in ("events", "slots"))
        return Ticks(events, slots, data["theme"], data["message"])


def _event(row):
    first, last = map(timezone.localdate, (row.starts_at, row.ends_at))
    return f"{row.title}, {period(first, last)}"


def _slot(row):
    where = f", {row.offer.city}" if row.offer.city else ""
    return (
        f"{row.get_kind_display()} : {row.offer.title}{where}, {period(row.starts_on, row.ends_on)}"
    )


class LabelForm(PortalModelForm):
    """What the national site gave."""

    national_url = forms.URLField(
        label="Lien sur le site national", required=False, assume_scheme="https"
    )

    class Meta:
        model = ProgrammeEntry
        fields = ["theme", "label_number", "national_url"]

    def __init__(self, data=None, instance=None):
        super().__init__(data, instance=instance)
        self.fields["theme"].queryset = instance.programme.themes.all()


class EntryFilterForm(PortalForm):
    """The public page of a programme, narrowed to a département or a sub-theme."""

    departement = forms.ChoiceField(label="Département", required=False)
    theme = forms.ChoiceField(label="Sous-thème", required=False)

    def __init__(self, entries, themes, data):
        super().__init__(data)
        places = sorted({(one.department_id, one.department.name) for one in entries})
        self.fields["departement"].choices = [("", "Tous"), *places]
        themes = [(str(row.pk), row.label) for row in themes]
        self.fields["theme"].choices = [("", "Tous"), *themes]

    def narrow(self, entries):
        self.is_valid()
        code, theme = (self.cleaned_data.get(name) for name in ("departement", "theme"))
        return [
            one
            for one in entries
            if (not code or one.department_id == code) and (not theme or str(one.theme_id) == theme)
        ]
