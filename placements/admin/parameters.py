"""The limits of presence, edited by the education authority: versions, never changed (R-PL-3)."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect

from accounts.admin_academies import DatedByAcademyAdmin
from directory.violations import Refused
from placements.enums import SoftLimit
from placements.hours import parse_time
from placements.models import PresenceLimits
from placements.models.parameters import NUMBERS, SETTERS
from placements.rules.presence import in_words, span
from placements.workflow import parameters
from placements.workflow.limits import check_start

DURATIONS = tuple(name for name in NUMBERS if name != "young")
IT_APPLIES = (
    "Une version enregistrée ne change plus : les conventions déjà à la signature gardent la leur. "
    "Elle s’applique aux stages qui commencent à partir du jour indiqué."
)
HOW_TO = "Par exemple 7 h, 4 h 30 ou 30 min."


class SpanField(forms.CharField):
    """Minutes, written and read as « 4 h 30 »."""

    def __init__(self, *, min_value=None, max_value=None, **kwargs):
        super().__init__(**kwargs)

    default_error_messages = {"unread": "Cette durée ne se lit pas. " + HOW_TO}

    def prepare_value(self, value):
        return span(value) if isinstance(value, int) else value

    def clean(self, value):
        try:
            return parse_time(super().clean(value))
        except ValueError:
            raise forms.ValidationError(self.error_messages["unread"], "unread") from None


def warnings_field(choices):
    return forms.MultipleChoiceField(
        label="Simples avertissements",
        choices=choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Les limites cochées avertissent ; les autres empêchent l’enregistrement.",
    )


class NewVersionForm(forms.ModelForm):
    """The next version of any sort of limits, which opens on the values of the last one."""

    fields: dict[str, Any]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "note" in self.fields:
            self.fields["note"].required = True
            self.fields["note"].help_text = IT_APPLIES

    def clean_valid_from(self):
        day = self.cleaned_data["valid_from"]
        for violation in check_start(day):
            raise forms.ValidationError(violation.message)
        return day


class NewLimitsForm(NewVersionForm):
    warnings = warnings_field(SoftLimit.choices)

    class Meta:
        model = PresenceLimits
        fields = ["academy", *NUMBERS, "warnings", "valid_from", "note"]
        field_classes = dict.fromkeys(DURATIONS, SpanField)
        widgets = dict.fromkeys(DURATIONS, forms.TextInput)


@admin.register(PresenceLimits)
class PresenceLimitsAdmin(DatedByAcademyAdmin):
    """Versions are added, never changed: an agreement keeps the one it was checked with."""

    editors = SETTERS
    form = NewLimitsForm
    list_display = ["place", "version", "valid_from", "per_day", "per_week", "note"]
    readonly_fields = ["place", "version", "in_full", "warned"]

    def get_fields(self, request, obj=None):
        if obj is None:
            return NewLimitsForm.Meta.fields
        return ["place", "version", "valid_from", "in_full", "warned", "note"]

    @admin.display(description="présence permise")
    def in_full(self, limits):
        return in_words(limits.values)

    @admin.display(description="simples avertissements")
    def warned(self, limits):
        return ", ".join(SoftLimit(name).label for name in limits.warnings) or "aucun"

    @admin.display(description="par jour")
    def per_day(self, limits):
        return span(limits.day)

    @admin.display(description="par semaine")
    def per_week(self, limits):
        return f"{span(limits.week)}, {span(limits.young_week)} avant {limits.young} ans"

    def get_changeform_initial_data(self, request):
        last = PresenceLimits.objects.filter(academy=None).order_by("-version").first()
        last = last or PresenceLimits()
        shown = {name: getattr(last, name) for name in (*NUMBERS, "warnings")}
        return shown | super().get_changeform_initial_data(request)

    def save_model(self, request, obj, form, change):
        parameters.publish(request.actor, obj)

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refused:
            messages.error(request, refused.message)
            return HttpResponseRedirect(request.get_full_path())
