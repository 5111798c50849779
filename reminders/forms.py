"""What the authority types about a rule, people about an address and about their mails."""

from datetime import timedelta

from django import forms
from django.utils import timezone

from directory.forms import PeriodMixin, PortalForm
from outbox.topics import STOPPABLE
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


class SimulationForm(PeriodMixin):
    """Two days, both included."""

    first_day, last_day = "du", "au"
    du = forms.DateField(label="Du", widget=forms.DateInput(attrs={"type": "date"}))
    au = forms.DateField(label="Au", widget=forms.DateInput(attrs={"type": "date"}))

    def clean_du(self):
        day = self.cleaned_data["du"]
        if day < timezone.localdate():
            raise forms.ValidationError("Choisissez aujourd’hui ou un jour à venir.")
        return day

    def clean(self):
        data = super().clean()
        first, last = data.get("du"), data.get("au")
        if first and last and (last - first).days >= LONGEST:
            self.add_error("au", f"Choisissez {LONGEST} jours au plus.")
        elif last and last > timezone.localdate() + AHEAD:
            self.add_error("au", "Choisissez un jour dans l’année qui vient.")
        return data


class RestoreForm(PortalForm):
    """Why mails may be sent to an address again."""

    reason = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Par exemple : boîte de nouveau ouverte, vérifié au téléphone.",
    )


class BarForm(PortalForm):
    """An address that wants no mail, and why."""

    email = forms.EmailField(label="Adresse électronique", max_length=254)
    reason = forms.CharField(
        label="Motif", max_length=300, help_text="Par exemple : demande reçue au téléphone."
    )


class ChoicesForm(PortalForm):
    """The kinds that may be stopped, those that are received ticked."""

    topics = forms.MultipleChoiceField(
        label="Courriels que je reçois",
        choices=[(topic.value, topic.label) for topic in STOPPABLE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
