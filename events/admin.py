from django import forms
from django.contrib import admin
from django.db import models

from directory.admin_base import ScopedAdmin
from events import admin_cup  # noqa: F401 registers those of the Industrie Cup

from .models import ORGANISERS, Event

# The stock pair of date and time inputs has no label of its own.
DATE_AND_TIME = {
    "form_class": forms.DateTimeField,
    "widget": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
}


@admin.register(Event)
class EventAdmin(ScopedAdmin):
    """Drafts of one's départements, and what is published."""

    editors = ORGANISERS
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
        "starts_at",
        "ends_at",
        "place",
        "municipality",
        "department",
        "school_year",
        "capacity",
        "state",
    ]

    def has_change_permission(self, request, obj=None):
        """Published events are read by all; those of one's départements are changed."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or request.actor.sees_department(obj.department_id))
