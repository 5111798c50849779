"""The calls of branches and what they propose, to read and export; their desk acts."""

from typing import ClassVar

from django.contrib import admin

from directory.admin_base import ReadOnlyMixin, ScopedAdmin
from partnerships import exports
from partnerships.admin.base import FoldedSearchMixin, WorkListMixin
from partnerships.models import BranchCall, BranchCallHost, BranchMatch


@admin.register(BranchCall)
class BranchCallAdmin(WorkListMixin, ReadOnlyMixin, ScopedAdmin):
    list_display = ["branch", "school_year", "sent_on", "offers_until", "requests_until"]
    list_filter = ["school_year", "branch"]
    list_select_related = ["branch", "school_year"]
    columns: ClassVar = {
        "Branche": "branch",
        "Année scolaire": "school_year",
        "Lancé le": "sent_on",
        "Offres jusqu’au": "offers_until",
        "Demandes jusqu’au": "requests_until",
    }


@admin.register(BranchCallHost)
class BranchCallHostAdmin(WorkListMixin, FoldedSearchMixin, ReadOnlyMixin, ScopedAdmin):
    list_display = ["company", "call", "called_at", "in_words"]
    list_filter = ["says_yes", "call"]
    list_select_related = ["company", "call__branch", "call__school_year"]
    search_fields = ["company__sort_key"]
    columns: ClassVar = {
        "Entreprise": "company",
        "Appel": "call",
        "Réponse": "in_words",
        "Message": "message",
    }

    @admin.display(description="réponse")
    def in_words(self, row):
        return row.in_words


@admin.register(BranchMatch)
class BranchMatchAdmin(WorkListMixin, FoldedSearchMixin, ReadOnlyMixin, ScopedAdmin):
    list_display = ["school", "company", "days", "branch", "state", "awaited"]
    list_filter = ["state", "branch", "request__school__department", "request__school_year"]
    list_select_related = ["request__school", "company", "branch"]
    search_fields = ["request__school__sort_key", "company__sort_key"]
    exclude = ["contact_name", "contact_email", "contact_phone"]
    columns = exports.MATCHES.columns

    @admin.display(description="établissement", ordering="request__school__sort_key")
    def school(self, row):
        return row.request.school

    @admin.display(description="dates", ordering="starts_on")
    def days(self, row):
        return row.days

    @admin.display(description="réponse attendue de")
    def awaited(self, row):
        return row.awaited or "–"
