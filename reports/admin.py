from django.contrib import admin

from directory.admin_base import ReadOnlyMixin, ScopedAdmin, ScopedStackedInline
from reports.models import Declaration, DeclaredCount


class DeclaredCountInline(ReadOnlyMixin, ScopedStackedInline):
    model = DeclaredCount
    fields = ["kind", "count", "pupils", "adults", "words"]


@admin.register(Declaration)
class DeclarationAdmin(ReadOnlyMixin, ScopedAdmin):
    """Filled in, signed and sent back on the pages of the portal."""

    list_display = ["school_year", "school", "committee", "network", "state", "answer"]
    list_select_related = ["school_year", "school", "committee", "network"]
    list_filter = ["state", "answer"]
    search_fields = ["school__name", "committee__name", "network__name"]
    fields = [
        "school_year",
        "school",
        "committee",
        "network",
        "state",
        "answer",
        "words",
        "return_reason",
        "signed_at",
        "signed_by",
    ]
    inlines = [DeclaredCountInline]
