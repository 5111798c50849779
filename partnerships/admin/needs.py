"""The needs of companies, to read and export; they are told in the pages of the portal."""

from django.contrib import admin

from directory.admin_base import ReadOnlyMixin, ScopedAdmin
from partnerships import exports
from partnerships.admin.base import WorkListMixin
from partnerships.models import CompanyNeed


@admin.register(CompanyNeed)
class CompanyNeedAdmin(WorkListMixin, ReadOnlyMixin, ScopedAdmin):
    list_display = ["job", "company", "level", "count", "basin", "wanted_from", "told_on"]
    list_filter = ["level", "basin", "sector", "department"]
    list_select_related = ["company", "basin", "sector"]
    search_fields = ["job", "company__sort_key"]
    columns = exports.NEEDS.columns
