"""What the lists share: read-only rows, export of exactly what is filtered."""

from collections.abc import Callable
from typing import ClassVar, Literal

from django.contrib import admin
from django.utils import timezone

from accounts.downloads import CSV, Taking, csv_lines, give
from directory.admin_base import ScopedAdmin
from directory.search import fold


class ExportMixin(ScopedAdmin):
    """`exported`: heading → path of the row (`company.city`), or a function of the row."""

    exported: dict[str, str | Callable] = {}
    actions = ["export_csv"]
    list_select_related: ClassVar[list[str] | tuple[str, ...] | Literal[False]]

    @admin.action(description="Exporter en CSV les lignes choisies")
    def export_csv(self, request, queryset):
        """The chosen lines, "tous les résultats" included: the list as it is filtered."""
        rows = queryset.select_related(*(self.list_select_related or ()))
        body = csv_lines(self._rows(rows.iterator(chunk_size=2000)))
        name = f"{self.opts.model_name}-{timezone.localdate():%Y-%m-%d}.csv"
        taking = Taking(
            f"a exporté une liste : {self.opts.verbose_name_plural}",
            filters=filters_in_words(request),
            rows=queryset.count(),
        )
        return give(request, body, name, CSV, taking)

    def _rows(self, objects):
        yield list(self.exported)
        for obj in objects:
            yield [column(obj, path) for path in self.exported.values()]


def filters_in_words(request):
    """What the list was limited to: the search and filters of its address, as they stand."""
    asked = {name: value for name, value in request.GET.items() if value and name != "p"}
    return " ; ".join(f"{name} = {value}" for name, value in asked.items())[:500]


def column(obj, path):
    """The text of one cell."""
    if callable(path):
        return path(obj)
    for name in path.split("."):
        obj = getattr(obj, name, None)
        if obj is None:
            return ""
    if isinstance(obj, bool):
        return "oui" if obj else "non"
    return str(obj() if callable(obj) else obj)


class FoldedSearchMixin(ScopedAdmin):
    """Words are compared to the sort keys of related rows, without accents nor case."""

    def get_search_results(self, request, queryset, search_term):
        return super().get_search_results(request, queryset, fold(search_term))
