"""Registrations in the administration: read by who manages the event, changed on its pages."""

from django.contrib import admin

from directory.admin_base import ScopedAdmin
from events.models import Registration, SessionEntry


class ReadOnly(ScopedAdmin):
    """Seats move by the workflow alone."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Registration)
class RegistrationAdmin(ReadOnly):
    list_display = ["id", "event", "party", "pupils", "adults", "proved_at"]
    list_select_related = ["event"]
    list_filter = ["party"]
    search_fields = ["code", "event__title"]


@admin.register(SessionEntry)
class SessionEntryAdmin(ReadOnly):
    list_display = ["id", "session", "state", "seats", "present"]
    list_select_related = ["session__event"]
    list_filter = ["state"]
    search_fields = ["registration__code", "session__event__title"]
