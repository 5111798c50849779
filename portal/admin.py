from django.contrib import admin

from accounts.enums import Role
from directory.admin_base import ScopedAdmin

from .models import ServiceContact


@admin.register(ServiceContact)
class ServiceContactAdmin(ScopedAdmin):
    """The function addresses of /mon-interlocuteur/: a DSDEN keeps those of its département."""

    editors = removers = (Role.EDUCATION_AUTHORITY, Role.DEPARTMENT_OFFICE)
    list_display = ["name", "kind", "department", "academy", "email"]
    list_select_related = ["department", "academy"]
    list_filter = ["kind"]
    search_fields = ["name", "email"]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and _is_own(request.actor, obj)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and _is_own(request.actor, obj)

    def get_field_queryset(self, db, db_field, request):
        rows = super().get_field_queryset(db, db_field, request)
        if request.actor.role != Role.DEPARTMENT_OFFICE:
            return rows
        own = request.actor.department_codes if db_field.name == "department" else []
        return rows.filter(pk__in=own)


def _is_own(actor, contact):
    if contact is None or actor.role != Role.DEPARTMENT_OFFICE:
        return True
    return actor.sees_department(contact.department_id)
