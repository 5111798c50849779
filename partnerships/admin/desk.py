"""What companies say of their days, to read; pages of the portal act, and so do the sheet of
the company and its desk."""

from typing import ClassVar

from django.contrib import admin

from directory.admin_base import ReadOnlyMixin, ScopedAdmin
from directory.french import period
from partnerships.admin.base import FoldedSearchMixin, WorkListMixin
from partnerships.models import ClosedPeriod, StandIn


class DaysMixin:
    @admin.display(description="jours", ordering="starts_on")
    def days(self, row):
        return period(row.starts_on, row.ends_on)


@admin.register(ClosedPeriod)
class ClosedPeriodAdmin(DaysMixin, WorkListMixin, FoldedSearchMixin, ReadOnlyMixin, ScopedAdmin):
    list_display = ["company", "days", "reason", "said_by", "created_at"]
    list_filter = ["company__department"]
    list_select_related = ["company"]
    search_fields = ["company__sort_key"]
    columns: ClassVar = {
        "Entreprise": "company",
        "Premier jour": "starts_on",
        "Dernier jour": "ends_on",
        "Motif": "reason",
        "Demandée par": "said_by",
    }


@admin.register(StandIn)
class StandInAdmin(DaysMixin, FoldedSearchMixin, ReadOnlyMixin, ScopedAdmin):
    """Addresses of people: the company's own affair, and the administrator's."""

    list_display = ["company", "days", "name", "stand_in_name"]
    list_select_related = ["company"]
    search_fields = ["company__sort_key"]
