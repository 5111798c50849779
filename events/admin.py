from django.contrib import admin

from accounts.enums import Role
from directory.admin_base import ScopedAdmin

from .models import Event, Theme


@admin.register(Event)
class EventAdmin(ScopedAdmin):
    """To look up: an event is written with its sessions on its own page, which « Voir sur le
    site » opens, and which tells the calendars and those concerned."""

    list_display = ["title", "kind", "starts_at", "department", "state"]
    list_select_related = ["department"]
    list_filter = ["state", "kind", "department"]
    search_fields = ["title", "organiser", "place"]
    fields = [
        "title",
        "kind",
        "organiser",
        "presentation",
        "starts_at",
        "ends_at",
        "place",
        "municipality",
        "department",
        "school_year",
        "state",
        "reason",
    ]

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Theme)
class ThemeAdmin(ScopedAdmin):
    """The authority's words; one that is withdrawn stays on the events that carry it."""

    editors = frozenset({Role.EDUCATION_AUTHORITY})
    list_display = ["label", "rank", "is_active"]
    search_fields = ["label"]
    fields = ["label", "rank", "is_active"]
