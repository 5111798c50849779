from django.contrib import admin

from directory.admin_base import ScopedAdmin
from placements import admin_agreements  # noqa: F401 registers the agreements

from .models import Campaign


@admin.register(Campaign)
class CampaignAdmin(ScopedAdmin):
    """For reading: windows are set on /stages/, where the rules are explained."""

    list_display = ["school", "level", "starts_on", "ends_on", "label"]
    list_select_related = ["school"]
    list_filter = ["level", "school__department"]
    search_fields = ["school__name", "label"]

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission
