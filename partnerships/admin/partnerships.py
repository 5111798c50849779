"""Partnerships, to read and export; the pages of the portal act."""

from django.contrib import admin
from django.utils.html import format_html

from accounts.admin_base import JournalledAdmin
from directory.admin_base import ReadOnlyMixin
from partnerships import exports
from partnerships.admin.base import FoldedSearchMixin, WorkListMixin
from partnerships.models import Partnership
from partnerships.models.partnership import PARTNERSHIP_HOLDERS


@admin.register(Partnership)
class PartnershipAdmin(FoldedSearchMixin, WorkListMixin, ReadOnlyMixin, JournalledAdmin):
    list_display = ["party", "kind", "holder_name", "starts_on", "ends_on", "state"]
    list_filter = ["state", "kind", "school", "committee"]
    list_select_related = ["company", "partner", *PARTNERSHIP_HOLDERS, "owner"]
    search_fields = [
        "company__sort_key",
        "partner__sort_key",
        "school__sort_key",
        "committee__sort_key",
    ]
    fields = [
        "page",
        "party",
        "kind",
        "title",
        "holder_name",
        "starts_on",
        "ends_on",
        "partner_commitments",
        "holder_commitments",
        "state",
    ]
    readonly_fields = ["page", "party", "holder_name", "state"]
    columns = exports.PARTNERSHIPS.columns

    def shows_whole(self, request, obj):
        """Who holds it; the officers of the territory read its terms."""
        return Partnership.objects.held_by(request.actor).contains(obj)

    @admin.display(description="partenaire")
    def party(self, row):
        return str(row.party)

    @admin.display(description="de")
    def holder_name(self, row):
        return row.holder_name

    @admin.display(description="page du partenariat")
    def page(self, row):
        return format_html('<a href="{}">Ouvrir et agir</a>', row.get_absolute_url())
