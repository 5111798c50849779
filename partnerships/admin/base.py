"""What the lists share: read-only rows, export of exactly what is filtered."""

import csv
from collections.abc import Callable
from io import StringIO
from typing import ClassVar, Literal

from django.contrib import admin
from django.http import StreamingHttpResponse
from django.utils import timezone

from accounts import journal
from directory.admin_base import ScopedAdmin
from directory.importing import harmless
from directory.search import fold

BOM = "\ufeff"


def csv_lines(rows):
    """Lines of a CSV file that French spreadsheets open as it is; no cell is a formula."""
    buffer = StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    yield BOM
    for row in rows:
        writer.writerow([harmless(cell) for cell in row])
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


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
        response = StreamingHttpResponse(body, content_type="text/csv; charset=utf-8")
        name = f"{self.opts.model_name}-{timezone.localdate():%Y-%m-%d}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        verb = f"a exporté une liste : {self.opts.verbose_name_plural}"
        journal.record(request.actor, verb)
        return response

    def _rows(self, objects):
        yield list(self.exported)
        for obj in objects:
            yield [column(obj, path) for path in self.exported.values()]


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
