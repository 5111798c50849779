"""School requests and their answers, to read and export; the pages of the portal act."""

from django.contrib import admin

from directory.admin_base import ReadOnlyMixin, ScopedAdmin, ScopedStackedInline
from partnerships import exports
from partnerships.admin.base import FoldedSearchMixin, WorkListMixin
from partnerships.models import SchoolRequest, SchoolRequestAnswer


class AnswerInline(ReadOnlyMixin, ScopedStackedInline):
    model = SchoolRequestAnswer
    fields = ("company", "network", "kind", "starts_on", "ends_on", "seats", "message", "state")


@admin.register(SchoolRequest)
class SchoolRequestAdmin(WorkListMixin, FoldedSearchMixin, ReadOnlyMixin, ScopedAdmin):
    inlines = [AnswerInline]
    list_display = ["__str__", "school", "period", "published_at", "expires_on", "state"]
    list_filter = ["state", "kind", "level", "school__department", "school__basin", "sector"]
    list_select_related = ["school__basin", "sector"]
    search_fields = ["school__sort_key"]
    columns = exports.SCHOOL_REQUESTS.columns
