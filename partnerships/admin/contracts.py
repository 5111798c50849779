"""Contracts, to read: their state, and the page of the portal where one acts."""

from typing import ClassVar

from django.contrib import admin
from django.utils.html import format_html

from accounts.admin_base import JournalledAdmin
from directory.admin_base import ReadOnlyMixin
from partnerships.admin.base import FoldedSearchMixin, WorkListMixin
from partnerships.models import Contract


@admin.register(Contract)
class ContractAdmin(FoldedSearchMixin, WorkListMixin, ReadOnlyMixin, JournalledAdmin):
    list_display = ["reference", "company", "school", "starts_on", "kind", "state"]
    list_filter = ["state", "kind", "school_year", "booking__school"]
    list_select_related = ["booking__company", "booking__school", "booking__class_group"]
    search_fields = [
        "booking__company__sort_key",
        "booking__school__sort_key",
        "booking__class_group__sort_key",
    ]
    readonly_fields = ["page"]
    columns: ClassVar = {
        "Convention": "reference",
        "Entreprise": "booking.company",
        "Établissement": "booking.school",
        "Classe": "booking.class_group",
        "Début": "booking.starts_on",
        "État": "get_state_display",
    }

    def shows_whole(self, request, obj):
        """The parties and their territory see all of it."""
        return True

    @admin.display(description="convention")
    def reference(self, contract):
        return contract.reference

    @admin.display(description="entreprise")
    def company(self, contract):
        return contract.booking.company

    @admin.display(description="établissement")
    def school(self, contract):
        return contract.booking.school

    @admin.display(description="premier jour", ordering="booking__starts_on")
    def starts_on(self, contract):
        return contract.booking.starts_on

    @admin.display(description="page de la convention")
    def page(self, contract):
        return format_html('<a href="{}">Ouvrir et agir</a>', contract.get_absolute_url())
