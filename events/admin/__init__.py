from django.contrib import admin

from accounts.enums import Role
from directory.admin_base import ScopedAdmin
from events.admin import (
    cup,  # noqa: F401 registers those of the Industrie Cup
    registration,  # noqa: F401 registers registrations
)
from events.models import Event, Programme, ProgrammeEntry, Theme


class LookUpAdmin(ScopedAdmin):
    """Written on pages of its own, which keep its rules."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(Event)
class EventAdmin(LookUpAdmin):
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


@admin.register(Theme)
class ThemeAdmin(ScopedAdmin):
    """The authority's words; one that is withdrawn stays on the events that carry it."""

    editors = frozenset({Role.EDUCATION_AUTHORITY})
    list_display = ["label", "rank", "is_active"]
    search_fields = ["label"]
    fields = ["label", "rank", "is_active"]


@admin.register(Programme)
class ProgrammeAdmin(LookUpAdmin):
    list_display = ["title", "starts_on", "ends_on", "theme", "state"]
    list_filter = ["state", "school_year"]
    search_fields = ["title", "theme"]


@admin.register(ProgrammeEntry)
class ProgrammeEntryAdmin(LookUpAdmin):
    """Proposals of one's territory, and what the public reads."""

    list_display = ["__str__", "programme", "department", "state", "label_number"]
    list_select_related = ["programme", "department", "event", "slot__offer"]
    list_filter = ["state", "programme", "department"]
    search_fields = ["label_number", "event__title", "slot__offer__title"]
    fields = [
        *("programme", "event", "department", "theme", "state", "reason"),
        *("label_number", "national_url", "message", "proposed_at", "decided_at"),
    ]
