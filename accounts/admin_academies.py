"""Admin pages of what the authority sets by dated versions, common or for an académie."""

from typing import Any

from django.contrib import admin

from accounts.academies import ruled_by, rules_all
from directory.admin_base import ScopedAdmin
from directory.models.dated import EVERYWHERE


class DatedByAcademyAdmin(ScopedAdmin):
    """Read by every editor; written by who has the whole académie, or all of them."""

    list_filter = ["academy"]

    @admin.display(description="académie", ordering="academy")
    def place(self, row):
        return row.place

    def has_view_permission(self, request, obj=None):
        return request.actor.role in self.editors

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("academy")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """An académie is chosen here, not made nor changed."""
        field: Any = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "academy":
            field.widget = field.widget.widget
        return field

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """The académies that one may set rules for; all of them at once for who has them all."""
        field: Any = super().formfield_for_foreignkey(db_field, request, **kwargs)
        everywhere = rules_all(request.actor)
        field.queryset = ruled_by(request.actor)
        field.required = not everywhere
        field.empty_label = EVERYWHERE if everywhere else None
        return field
