"""Visits and calls, attendance, incidents: short forms, filled on a phone."""

import datetime as dt
from dataclasses import dataclass

from django import forms

from accounts.idempotency import OnceFormMixin
from directory import french
from directory.fields import date_field, time_field
from directory.forms import PortalForm, PortalModelForm
from placements.enums.follow_up import Alert, Half, IncidentKind, MissedReason, VisitKind
from placements.models import Incident, Visit


def _choice(label, choices, **options):
    return forms.ChoiceField(label=label, choices=choices, **options)


class PlanForm(OnceFormMixin, PortalForm):
    """A visit or a call to come."""

    kind = _choice("Nature", VisitKind.choices)
    planned_on = date_field("Jour prévu")


class ReportForm(OnceFormMixin, PortalModelForm):
    """What a visit or a call found."""

    kind = _choice("Nature", VisitKind.choices)
    done_on = date_field("Jour de la visite ou de l’appel")
    alert = _choice(
        "Alerte", Alert.choices, help_text="Rouge prévient aussitôt le chef d’établissement."
    )

    class Meta:
        model = Visit
        fields = ["kind", "done_on", "met", "fits", "alert", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "note": "Lu par la direction et les référents, jamais par l’accueillant. Rien sur la "
            "santé. Effacé un an après le stage.",
            "met": "Le tuteur, l’élève, un responsable…",
        }

    def __init__(self, *args, is_vocational=False, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_vocational:
            del self.fields["met"], self.fields["fits"]


@dataclass(frozen=True)
class PresenceWeek:
    """The days of one week with their fields, as the page folds them."""

    title: str
    days: list
    is_told: bool
    is_open: bool


class PresenceForm(PortalForm):
    """The days that have come, filled beforehand with « Présent »: only what was otherwise is
    corrected. `known`: {day: the row that stands}."""

    SAID = [("", "Non relevé"), (Half.PRESENT, "Présent"), (Half.ABSENT, "Absent")]

    def __init__(self, expected, known, data=None):
        super().__init__(data)
        self.expected, self.known = expected, known
        for one in expected:
            row, words = known.get(one.day), french.day_and_month(one.day, weekday=True)
            for half, is_due, label in (
                ("morning", one.morning, "matin"),
                ("afternoon", one.afternoon, "après-midi"),
            ):
                if is_due:
                    self.fields[f"{half}_{one.day}"] = _choice(
                        f"{words.capitalize()}, {label}",
                        self.SAID,
                        required=False,
                        initial=getattr(row, half) if row else Half.PRESENT,
                    )

    @property
    def weeks(self):
        """[`PresenceWeek`] in order: what is told already is shut, unless something is wrong."""
        found: dict = {}
        for one in self.expected:
            found.setdefault(one.day - dt.timedelta(days=one.day.weekday()), []).append(one.day)
        return [self._week(monday, days) for monday, days in found.items()]

    def _week(self, monday, days):
        names = [(f"morning_{day}", f"afternoon_{day}") for day in days]
        rows = [[self[name] for name in pair if name in self.fields] for pair in names]
        is_told = all(day in self.known for day in days)
        title = f"Semaine du {french.day_and_month(monday)}"
        wrong = any(field.errors for fields in rows for field in fields)
        return PresenceWeek(title, rows, is_told, wrong or not is_told or len(self.expected) < 6)

    def said(self):
        """{day: (morning, afternoon)} as typed."""
        data = self.cleaned_data
        return {
            one.day: (data.get(f"morning_{one.day}", ""), data.get(f"afternoon_{one.day}", ""))
            for one in self.expected
        }


class IncidentForm(OnceFormMixin, PortalModelForm):
    """What happened, as soon as it did."""

    kind = _choice("Nature", IncidentKind.choices)
    day = date_field("Jour")
    hour = time_field("Heure", required=False)

    class Meta:
        model = Incident
        fields = ["kind", "day", "hour", "place", "what", "measures", "witnesses"]
        widgets = {
            "what": forms.Textarea(attrs={"rows": 4}),
            "measures": forms.Textarea(attrs={"rows": 3}),
        }
        help_texts = {
            "what": "Les faits. Effacés un an après le stage.",
            "measures": "Secours appelés, personnes prévenues, suite donnée.",
        }


class MissedForm(PortalForm):
    reason = _choice("Motif", MissedReason.choices)
    comment = forms.CharField(
        label="Précision",
        max_length=300,
        required=False,
        help_text="Lue par l’établissement seulement. Rien sur la santé.",
    )
