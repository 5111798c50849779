"""Wording edited by the education authority, rounds read by who sees their subject."""

from itertools import groupby
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html

from accounts.downloads import UNTOLD, show_pdf
from directory.admin_base import ReadOnlyMixin, ScopedAdmin, ScopedStackedInline
from directory.violations import Refused
from documents import registry, wording
from documents.models import DocumentTemplate, Signatory, SignatureRound
from documents.models.templates import EDITORS

NOTATION = (
    "« # Titre » ouvre un article, « - » commence une ligne de liste, une ligne vide sépare les "
    "paragraphes, {nom} est remplacé par sa valeur."
)


def names_of(declared):
    """The variables of a kind: « {classe} (nom de la classe), … »."""
    return ", ".join(f"{{{name}}} ({meaning})" for name, meaning in declared.variables.items())


class NewVersionForm(forms.ModelForm):
    """A text that replaces the one in force from a day on."""

    kind = forms.ChoiceField(label="Document")
    wording = forms.CharField(
        label="Texte",
        widget=forms.Textarea(attrs={"rows": 30, "cols": 100}),
    )

    fields: dict[str, Any]

    class Meta:
        model = DocumentTemplate
        fields = ["kind", "wording", "valid_from", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            kinds = registry.subjects()
            self.fields["kind"].choices = [(one.code, one.label) for one in kinds]
            same = groupby(kinds, names_of)
            known = " ".join(
                f"{', '.join(one.label for one in group)} : {names}." for names, group in same
            )
            self.fields["wording"].help_text = f"{NOTATION} Variables. {known}"

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if given.get("kind") and given.get("wording"):
            known = registry.subject(given["kind"]).variables
            for violation in wording.check(given["wording"], known):
                self.add_error("wording", violation.message)
        return given


@admin.register(DocumentTemplate)
class DocumentTemplateAdmin(ScopedAdmin):
    """Versions are added, never changed: one that was used stays as it was signed."""

    editors = EDITORS
    form = NewVersionForm
    change_form_template = "admin/documents/documenttemplate/change_form.html"
    list_display = ["document", "version", "valid_from", "note", "created_at"]
    ordering = ["kind", "-version"]

    @admin.display(description="document", ordering="kind")
    def document(self, template):
        return registry.label(template.kind)

    def has_view_permission(self, request, obj=None):
        return request.actor.role in EDITORS

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        name = "documents_documenttemplate_preview"
        preview = self.admin_site.admin_view(self.preview)
        return [path("<int:pk>/apercu/", preview, name=name), *super().get_urls()]

    def get_changeform_initial_data(self, request):
        """The form opens on the text of a version, by default the last of its kind."""
        asked = request.GET.get("depuis", "")
        known = DocumentTemplate.objects.filter(pk=asked) if asked.isdecimal() else None
        source = known.first() if known else None
        if source is None:
            return super().get_changeform_initial_data(request)
        return {"kind": source.kind, "wording": source.wording}

    def add_view(self, request, form_url="", extra_context=None):
        if request.method == "POST" and "_apercu" in request.POST:
            form = self.get_form(request)(request.POST)
            if self.has_add_permission(request) and form.is_valid():
                given = form.cleaned_data
                pdf = wording.preview(given["kind"], given["wording"])
                return show_pdf(request, pdf, "apercu.pdf", UNTOLD)
        return super().add_view(request, form_url, extra_context)

    def save_model(self, request, obj, form, change):
        published = wording.publish(request.actor, obj.kind, obj.wording, obj.valid_from, obj.note)
        obj.pk, obj.version = published.pk, published.version

    def changeform_view(self, request, *args, **kwargs):
        try:
            return super().changeform_view(request, *args, **kwargs)
        except Refused as refused:
            messages.error(request, refused.message)
            return HttpResponseRedirect(request.get_full_path())

    def preview(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        template = get_object_or_404(self.get_queryset(request), pk=pk)
        pdf = wording.preview(template.kind, template.wording)
        return show_pdf(request, pdf, f"{template.kind}-{template.version}.pdf", UNTOLD)


class SignatoryInline(ReadOnlyMixin, ScopedStackedInline):
    model = Signatory
    fields = ["label", "name", "asked_at", "reminded_at", "signed_at", "signed_name", "method"]


@admin.register(SignatureRound)
class SignatureRoundAdmin(ReadOnlyMixin, ScopedAdmin):
    inlines = [SignatoryInline]
    list_display = ["number", "label", "state", "opened_at", "sealed_at"]
    list_filter = ["state"]
    search_fields = ["number"]
    ordering = ["-opened_at"]
    fields = [
        "number",
        "label",
        "state",
        "opened_at",
        "wanted_on",
        "closes_on",
        "sealed_at",
        "voided_at",
        "void_reason",
        "page",
    ]
    readonly_fields = ["label", "page"]

    @admin.display(description="document")
    def label(self, round):
        return round.label

    @admin.display(description="suivi des signatures")
    def page(self, round):
        return format_html(
            '<a href="{}">Ouvrir le suivi</a>', reverse("documents:round", args=[round.pk])
        )
