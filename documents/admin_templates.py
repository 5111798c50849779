"""The wording, edited by the education authority: drafts, then versions published for good."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone

from accounts.academies import ruled_by, rules_all
from accounts.admin_academies import DatedByAcademyAdmin
from accounts.downloads import UNTOLD, show_pdf
from directory.violations import Refused
from documents import registry, versions
from documents.models import DocumentTemplate
from documents.models.templates import EDITORS

NOTATION = (
    "« # Titre » ouvre un article, « - » commence une ligne de liste, une ligne vide sépare les "
    "paragraphes, {nom} est remplacé par sa valeur."
)
ANNEXES = "Une annexe par « # Titre », imprimée après les signatures ; mêmes règles et variables."


def names_of(declared):
    """The variables of a text: « {classe} (nom de la classe), … »."""
    return ", ".join(f"{{{name}}} ({meaning})" for name, meaning in declared.variables.items())


class DraftForm(forms.ModelForm):
    """A text that replaces the one in force from a day on, once published."""

    kind = forms.ChoiceField(label="Document")
    wording = forms.CharField(
        label="Articles",
        widget=forms.Textarea(attrs={"rows": 30, "cols": 100}),
    )
    annexes = forms.CharField(
        label="Annexes",
        required=False,
        help_text=ANNEXES,
        widget=forms.Textarea(attrs={"rows": 12, "cols": 100}),
    )

    fields: dict[str, Any]

    class Meta:
        model = DocumentTemplate
        fields = ["kind", "academy", "wording", "annexes", "valid_from", "note"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "academy" in self.fields:
            self._say_what_is_known()

    def _say_what_is_known(self):
        """A draft keeps its document and its académie: they number it."""
        known = list(registry.wordings().values())
        self.fields["kind"].choices = [(one.code, one.label) for one in known]
        if self.instance.pk:
            known = [one for one in known if one.code == self.instance.kind]
            self.fields["kind"].disabled = self.fields["academy"].disabled = True
        named = " ".join(f"{one.label} : {names_of(one)}." for one in known)
        self.fields["wording"].help_text = f"{NOTATION} Variables. {named}"

    def clean(self):
        super().clean()
        given = self.cleaned_data
        if not self.instance.pk and versions.draft_of(given.get("kind"), given.get("academy")):
            self.add_error(None, versions.DRAFT_THERE)
        if given.get("kind") and given.get("wording"):
            typed = DocumentTemplate(
                kind=given["kind"],
                wording=given["wording"],
                annexes=given.get("annexes", ""),
            )
            for violation in versions.check(typed):
                self.add_error(violation.field, violation.message)
        return given


@admin.register(DocumentTemplate)
class DocumentTemplateAdmin(DatedByAcademyAdmin):
    """A draft is edited, then published: a version that was used stays as it was signed."""

    editors = EDITORS
    form = DraftForm
    change_form_template = "admin/documents/documenttemplate/change_form.html"
    list_display = ["document", "place", "version", "state", "valid_from", "note"]
    readonly_fields = ["document", "place", "version", "state"]

    def get_fields(self, request, obj=None):
        if obj is None or self._may_write(request, obj):
            return DraftForm.Meta.fields
        return [*self.readonly_fields, "wording", "annexes", "valid_from", "note"]

    @admin.display(description="document", ordering="kind")
    def document(self, template):
        return registry.wording_label(template.kind)

    @admin.display(description="état")
    def state(self, template):
        if template.is_draft:
            return "brouillon"
        return f"publiée le {timezone.localdate(template.published_at):%d/%m/%Y}"

    def _may_write(self, request, template):
        if template is None:
            return request.actor.role in self.editors
        if not template.is_draft or request.actor.role not in self.editors:
            return False
        if template.academy_id is None:
            return rules_all(request.actor)
        return ruled_by(request.actor).filter(pk=template.academy_id).exists()

    def has_change_permission(self, request, obj=None):
        return self._may_write(request, obj)

    def has_delete_permission(self, request, obj=None):
        return obj is not None and self._may_write(request, obj)

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
        names = ("kind", "academy", "wording", "annexes")
        return {name: getattr(source, name) for name in names}

    def save_model(self, request, obj, form, change):
        versions.save_draft(request.actor, obj)
        if "_publier" in request.POST:
            versions.publish(request.actor, obj)
            words = f"La version {obj.version} est publiée : elle ne change plus."
            messages.success(request, words)

    def delete_model(self, request, obj):
        versions.discard(request.actor, obj)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method == "POST" and "_apercu" in request.POST:
            pdf = self._preview_of_typed(request, object_id)
            if pdf is not None:
                return show_pdf(request, pdf, "apercu.pdf", UNTOLD)
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except Refused as refused:
            messages.error(request, refused.message)
            return HttpResponseRedirect(request.get_full_path())

    def _preview_of_typed(self, request, object_id):
        """The PDF of the form as it stands; None when it is wrong, which the form then says."""
        obj = self.get_object(request, object_id) if object_id else None
        if not self._may_write(request, obj):
            return None
        form = self.get_form(request, obj, change=obj is not None)(request.POST, instance=obj)
        return versions.preview(form.save(commit=False)) if form.is_valid() else None

    def preview(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        template = get_object_or_404(self.get_queryset(request), pk=pk)
        pdf = versions.preview(template)
        return show_pdf(request, pdf, f"{template.kind}-{template.version}.pdf", UNTOLD)
