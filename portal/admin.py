from django.contrib import admin

from accounts.enums import Role
from directory.admin_base import ScopedAdmin

from .models import ServiceContact


@admin.register(ServiceContact)
class ServiceContactAdmin(ScopedAdmin):
    """The function addresses of /mon-interlocuteur/."""

    editors = removers = (Role.EDUCATION_AUTHORITY, Role.DEPARTMENT_OFFICE)
    list_display = ["name", "kind", "department", "academy", "email"]
    list_select_related = ["department", "academy"]
    list_filter = ["kind"]
    search_fields = ["name", "email"]
