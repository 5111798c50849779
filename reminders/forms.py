"""What the authority types on the pages of the rules."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from directory.forms import PortalForm
from reminders.models import FIRST_HOUR, LAST_HOUR
from reminders.settings import bounds

LONGEST = 92
AHEAD = timedelta(days=366)


class ReasonForm(PortalForm):
    reason = forms.CharField(
        label="Motif",
        help_text="Gardé dans l’historique du rappel.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def changes(self):
        """What the form changes of the rule, for `workflow.would_touch`."""
        return {}


class SettingForm(ReasonForm):
    """Hour and number of days of a rule, in its own unit and on its own side of the anchor."""

    field_order = ["days", "hour", "reason"]
    hour = forms.TypedChoiceField(
        label="Heure d’envoi",
        choices=[(hour, f"{hour} h") for hour in range(FIRST_HOUR, LAST_HOUR + 1)],
        coerce=int,
    )
    days = forms.IntegerField()

    def __init__(self, *args, rule, rows, **kwargs):
        initial = {"hour": rule.hour, "days": abs(rule.offset.number)}
        super().__init__(*args, initial=initial, **kwargs)
        self.sign = -1 if rule.is_before else 1
        ends = sorted(abs(number) for number in bounds(rule, rows))
        field = self.fields["days"]
        unit = rule.offset.unit.counted(2).removeprefix("2 ")
        side = "avant" if rule.is_before else "après"
        field.label = f"Nombre de {unit} {side} {rule.anchor_label}"
        field.help_text = f"De {ends[0]} à {ends[1]}."

    def changes(self):
        data = self.cleaned_data
        return {"hour": data["hour"], "number": self.sign * data["days"]}


class SimulationForm(PortalForm):
    """Two days, both included."""

    du = forms.DateField(label="Du", widget=forms.DateInput(attrs={"type": "date"}))
    au = forms.DateField(label="Au", widget=forms.DateInput(attrs={"type": "date"}))

    def clean_du(self):
        day = self.cleaned_data["du"]
        if day < timezone.localdate():
            raise forms.ValidationError("Choisissez aujourd’hui ou un jour à venir.")
        return day

    def clean(self):
        data = super().clean() or {}
        first, last = data.get("du"), data.get("au")
        if first and last:
            if last < first:
                self.add_error("au", "Le dernier jour précède le premier.")
            elif (last - first).days >= LONGEST:
                self.add_error("au", f"Choisissez {LONGEST} jours au plus.")
            elif last > timezone.localdate() + AHEAD:
                self.add_error("au", "Choisissez un jour dans l’année qui vient.")
        return data
