"""Vocational periods in the admin: the limits that the authority edits by versions, what hosts
declare (R-PF-2)."""

from django import forms
from django.contrib import admin, messages
from django.http import HttpResponseRedirect

from accounts.admin_academies import DatedByAcademyAdmin
from directory.admin_base import ReadOnlyMixin, ScopedAdmin, ScopedStackedInline
from directory.violations import Refused
from placements.admin.parameters import NewVersionForm, SpanField, warnings_field
from placements.enums.vocational import PfmpMeasure
from placements.models import EarlyEnd, HostDeclaration, PfmpLimits
from placements.models.parameters import SETTERS
from placements.models.vocational import NUMBERS
from placements.rules.presence import span
from placements.workflow import vocational_limits


class NewPfmpLimitsForm(NewVersionForm):
    warnings = warnings_field(PfmpMeasure.choices)

    class Meta:
        model = PfmpLimits
        fields = ["academy", *NUMBERS, "warnings", "valid_from", "note"]
        field_classes = {"young_day": SpanField}
        widgets = {"young_day": forms.TextInput}


@admin.register(PfmpLimits)
class PfmpLimitsAdmin(DatedByAcademyAdmin):
    """Versions are added, never changed: an agreement keeps the one it was checked with."""

    editors = SETTERS
    form = NewPfmpLimitsForm
    list_display = ["place", "version", "valid_from", "tutor", "host", "note"]
    readonly_fields = ["place", "version", "tutor", "host", "young", "follows", "warned"]

    def get_fields(self, request, obj=None):
        if obj is None:
            return NewPfmpLimitsForm.Meta.fields
        limits = ["tutor", "host", "young", "follows", "warned"]
        return ["place", "version", "valid_from", *limits, "note"]

    @admin.display(description="tuteur")
    def tutor(self, limits):
        return f"{limits.trainees} stagiaires à la fois"

    @admin.display(description="accueillant")
    def host(self, limits):
        return (
            f"{limits.percent} % à partir de {limits.from_staff} personnes, sinon {limits.few} "
            "stagiaires par semaine"
        )

    @admin.display(description="présence avant 16 ans")
    def young(self, limits):
        return f"{span(limits.young_day)} par jour"

    @admin.display(description="alerte de suivi")
    def follows(self, limits):
        return f"au-delà de {limits.load} élèves par référent"

    @admin.display(description="simples avertissements")
    def warned(self, limits):
        return ", ".join(PfmpMeasure(name).label for name in limits.warnings) or "aucun"

    def get_changeform_initial_data(self, request):
        last = PfmpLimits.objects.filter(academy=None).order_by("-version").first()
        last = last or PfmpLimits()
        shown = {name: getattr(last, name) for name in (*NUMBERS, "warnings")}
        return shown | super().get_changeform_initial_data(request)

    def save_model(self, request, obj, form, change):
        vocational_limits.publish(request.actor, obj)

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refused:
            messages.error(request, refused.message)
            return HttpResponseRedirect(request.get_full_path())


@admin.register(HostDeclaration)
class HostDeclarationAdmin(ReadOnlyMixin, ScopedAdmin):
    """Written on the host's own pages, read here."""

    list_display = ["company", "kind", "declared_on", "staff", "basis"]
    list_select_related = ["company"]
    list_filter = ["kind"]
    search_fields = ["company__sort_key", "company__siret"]


class EarlyEndInline(ReadOnlyMixin, ScopedStackedInline):
    model = EarlyEnd
    fk_name = "placement"
