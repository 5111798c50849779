"""Visits and calls, attendance, incidents: short forms, filled on a phone."""

from django import forms

from accounts.idempotency import OnceFormMixin
from directory.forms import PortalForm, PortalModelForm
from partnerships.forms.fields import date_field
from placements.enums_follow_up import Alert, VisitKind
from placements.models import Visit


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
        fields = ["kind", "done_on", "alert", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "note": "Lu par la direction et les référents, jamais par l’accueillant. Rien sur la "
            "santé. Effacé un an après le stage."
        }
