"""What the lists share: read-only rows, export of exactly what is filtered."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any, ClassVar, Literal

from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.utils import timezone

from accounts.downloads import Taking, give
from accounts.tables_out import FORMATS
from directory.admin_base import ScopedAdmin
from directory.search import fold
from partnerships.models import SavedFilter

# What keeps its type in a spreadsheet.
TYPED = (int, float, Decimal, dt.date)


class ExportForm(forms.Form):
    """Which kind of file, and which columns; all of them are chosen at first."""

    format = forms.ChoiceField(
        label="Format",
        choices=[(code, kind.label) for code, kind in FORMATS.items()],
        widget=forms.RadioSelect,
        initial="xlsx",
    )
    columns = forms.MultipleChoiceField(
        label="Colonnes",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choisissez au moins une colonne."},
    )

    fields: dict[str, Any]

    def __init__(self, headings, rows, data=None):
        super().__init__(data)
        self.rows = rows
        self.fields["columns"].choices = [(heading, heading) for heading in headings]
        self.fields["columns"].initial = list(headings)

    def clean_format(self):
        kind = FORMATS[self.cleaned_data["format"]]
        if kind.most is not None and self.rows > kind.most:
            raise forms.ValidationError(
                f"Ce format s’arrête à {kind.most} lignes : choisissez un autre."
            )
        return kind


class ExportMixin(ScopedAdmin):
    """`exported`: heading → path of the row (`company.city`), or a function of the row."""

    exported: dict[str, str | Callable] = {}
    actions = ["export_csv", "export_file"]
    list_select_related: ClassVar[list[str] | tuple[str, ...] | Literal[False]]
    change_list_template = "admin/partnerships/change_list.html"

    def changelist_view(self, request, extra_context=None):
        """With the filters that the person saved for this list."""
        saved = SavedFilter.objects.visible_to(request.actor).filter(model=self.opts.label)
        extra = {"saved_filters": saved, "filtered_query": request.GET.urlencode()}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    @admin.action(description="Exporter en CSV les lignes choisies")
    def export_csv(self, request, queryset):
        """The chosen lines, "tous les résultats" included: the list as it is filtered."""
        return self._file(request, queryset, FORMATS["csv"], list(self.exported))

    @admin.action(description="Exporter les lignes choisies : format et colonnes")
    def export_file(self, request, queryset):
        """A page asks for the format and the columns; its button gives the file."""
        rows = queryset.count()
        asked = request.POST if "give" in request.POST else None
        form = ExportForm(self.exported, rows, asked)
        if form.is_valid():
            data = form.cleaned_data
            return self._file(request, queryset, data["format"], data["columns"])
        return action_page(
            self, request, "admin/partnerships/export.html", "Exporter", form=form, rows=rows
        )

    def _file(self, request, queryset, kind, headings):
        rows = queryset.select_related(*(self.list_select_related or ()))
        body = kind.write(self._rows(rows.iterator(chunk_size=2000), headings))
        name = f"{self.opts.model_name}-{timezone.localdate():%Y-%m-%d}.{kind.ending}"
        taking = Taking(
            f"a exporté une liste : {self.opts.verbose_name_plural}",
            filters=filters_in_words(request),
            rows=queryset.count(),
        )
        return give(request, body, name, kind.mimetype, taking)

    def _rows(self, objects, headings):
        chosen = [self.exported[heading] for heading in headings]
        yield headings
        for obj in objects:
            yield [column(obj, path) for path in chosen]


def action_page(model_admin, request, template, title, **context):
    """The page between an action of a list and what it does: it carries the choice of rows."""
    keep = (ACTION_CHECKBOX_NAME, "action", "select_across", "index")
    carried = [(name, value) for name in keep for value in request.POST.getlist(name)]
    shown = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": title,
        "carried": carried,
        **context,
    }
    return TemplateResponse(request, template, shown)


def filters_in_words(request):
    """What the list was limited to: the search and filters of its address, as they stand."""
    asked = {name: value for name, value in request.GET.items() if value and name != "p"}
    return " ; ".join(f"{name} = {value}" for name, value in asked.items())[:500]


def column(obj, path):
    """The value of one cell: a number, a day, else text."""
    if callable(path):
        return path(obj)
    for name in path.split("."):
        obj = getattr(obj, name, None)
        if obj is None:
            return ""
    if isinstance(obj, bool):
        return "oui" if obj else "non"
    value = obj() if callable(obj) else obj
    return value if isinstance(value, TYPED) else str(value)


class FoldedSearchMixin(ScopedAdmin):
    """Words are compared to the sort keys of related rows, without accents nor case."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))
