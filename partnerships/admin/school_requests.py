"""School requests and their answers, to read and export; the pages of the portal act."""

from django.contrib import admin

from directory.admin_base import ReadOnlyMixin, ScopedAdmin, ScopedStackedInline
from partnerships.admin.base import ExportMixin, FoldedSearchMixin
from partnerships.models import SchoolRequest, SchoolRequestAnswer


class AnswerInline(ReadOnlyMixin, ScopedStackedInline):
    model = SchoolRequestAnswer
    fields = ("company", "network", "kind", "starts_on", "ends_on", "seats", "message", "state")


@admin.register(SchoolRequest)
class SchoolRequestAdmin(ExportMixin, FoldedSearchMixin, ReadOnlyMixin, ScopedAdmin):
    inlines = [AnswerInline]
    list_display = ["__str__", "school", "period", "published_at", "expires_on", "state"]
    list_filter = ["state", "kind", "level", "school__department", "school__basin", "sector"]
    list_select_related = ["school", "sector"]
    search_fields = ["school__sort_key"]
    exported = {
        "Établissement": "school.name",
        "Département": "school.department_id",
        "Nature": "get_kind_display",
        "Niveau": "get_level_display",
        "Effectif": "size",
        "Secteur": "sector",
        "Période": "period",
        "Publié le": "published_at",
        "État": "get_state_display",
    }
