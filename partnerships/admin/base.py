"""What the lists share: read-only rows, export of exactly what is filtered."""

from copy import copy
from typing import ClassVar, Literal

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from accounts import lists_out
from accounts.downloads import Taking
from accounts.lists_out import COLUMNS, DECIMALS, FORMAT
from accounts.tables_out import source_of
from directory.admin_base import ScopedAdmin
from directory.search import fold
from partnerships.models import SavedFilter

# What the address of a file says beside the filters of its list.
CHOSEN = "choisi"
OURS = (FORMAT, COLUMNS, DECIMALS, CHOSEN)


class ExportMixin(ScopedAdmin):
    """`columns`: those of the file, as `accounts.tables_out.source_of` reads them."""

    columns: ClassVar[dict | list] = {}
    actions = ["export_csv", "export_file"]
    list_select_related: ClassVar[list[str] | tuple[str, ...] | Literal[False]]
    change_list_template = "admin/partnerships/change_list.html"

    def get_urls(self):
        """With the address of the list as a file."""
        view = self.admin_site.admin_view(self.export_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_export"
        return [path("exporter/", view, name=name), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        """With the filters that the person saved for this list."""
        saved = SavedFilter.objects.visible_to(request.actor).filter(model=self.opts.label)
        extra = {"saved_filters": saved, "filtered_query": request.GET.urlencode()}
        return super().changelist_view(request, {**extra, **(extra_context or {})})

    @admin.action(description="Exporter en CSV les lignes choisies")
    def export_csv(self, request, queryset):
        """The chosen lines, "tous les résultats" included: the list as it is filtered."""
        return redirect(lists_out.address_of(self._address(request), "csv"))

    @admin.action(description="Exporter les lignes choisies : format et colonnes")
    def export_file(self, request, queryset):
        """The page where the format and the columns are chosen."""
        return redirect(lists_out.chooser(self._address(request)))

    def _address(self, request):
        """That of the file of what is chosen: all that the filters keep, or some rows."""
        asked = request.GET.copy()
        if request.POST.get("select_across") != "1":
            asked.setlist(CHOSEN, request.POST.getlist(ACTION_CHECKBOX_NAME))
        address = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_export")
        return lists_out.bare(f"{address}?{asked.urlencode()}")

    def export_view(self, request):
        """The filtered list as a file, or the rows of it that the address names."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        chosen = [key for key in request.GET.getlist(CHOSEN) if key.isdecimal()]
        rows = self._filtered(request).select_related(*(self.list_select_related or ()))
        rows = rows.filter(pk__in=chosen) if CHOSEN in request.GET else rows
        count = rows.count()
        taking = Taking(
            f"a exporté une liste : {self.opts.verbose_name_plural}",
            filters=filters_in_words(request),
            rows=count,
        )
        source = source_of(rows, self.columns)
        name = f"{self.opts.model_name}-{timezone.localdate():%Y-%m-%d}"
        return lists_out.give_list(request, source, name, taking)

    def _filtered(self, request):
        """Every row that the filters of the address keep, those beyond the page too."""
        asked = copy(request)
        asked.GET = request.GET.copy()
        for name in OURS:
            asked.GET.pop(name, None)
        asked.takes_all = True
        return self.get_changelist_instance(asked).get_queryset(asked)


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
    asked = {
        name: value for name, value in request.GET.items() if value and name not in ("p", *OURS)
    }
    return " ; ".join(f"{name} = {value}" for name, value in asked.items())[:500]


class FoldedSearchMixin(ScopedAdmin):
    """Words are compared to the sort keys of related rows, without accents nor case."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))
