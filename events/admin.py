from django import forms
from django.contrib import admin
from django.db import models

from accounts.enums import Role
from directory.admin_base import ScopedAdmin

from . import admin_registration  # noqa: F401 registers registrations
from .models import OFFICERS, Event, Theme

# The stock pair of date and time inputs has no label of its own.
DATE_AND_TIME = {
    "form_class": forms.DateTimeField,
    "widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
}


@admin.register(Event)
class EventAdmin(ScopedAdmin):
    """Drafts of one's départements, and what is published."""

    editors = OFFICERS
    formfield_overrides = {models.DateTimeField: DATE_AND_TIME}
    list_display = ["title", "kind", "starts_at", "department", "state"]
    list_select_related = ["department"]
    list_filter = ["state", "kind", "department"]
    search_fields = ["title", "organiser", "place"]
    autocomplete_fields = ["municipality"]
    fields = [
        "title",
        "kind",
        "organiser",
        "presentation",
        "place",
        "municipality",
        "department",
        "school_year",
        "state",
    ]

    readonly_fields = ["state"]

    def has_add_permission(self, request):
        """An event is written with its sessions, on its own page."""
        return False

    def has_change_permission(self, request, obj=None):
        """Published events are read by all; those of one's départements are changed."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or request.actor.sees_department(obj.department_id))


@admin.register(Theme)
class ThemeAdmin(ScopedAdmin):
    """The authority's words; one that is withdrawn stays on the events that carry it."""

    editors = frozenset({Role.EDUCATION_AUTHORITY})
    list_display = ["label", "rank", "is_active"]
    search_fields = ["label"]
    fields = ["label", "rank", "is_active"]
