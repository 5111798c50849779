from django.contrib import admin

from accounts.enums import Role
from directory.admin_base import ScopedAdmin, ScopedStackedInline

from .models import Committee, Mandate

EDITORS = (
    Role.DEPARTMENT_SUPERVISOR,
    Role.DEPARTMENT_OFFICE,
    Role.MISSION_OFFICER,
    Role.EDUCATION_AUTHORITY,
)


class MandateInline(ScopedStackedInline):
    model = Mandate
    editors = EDITORS
    fields = [
        "side",
        "person_name",
        "organisation",
        "starts_on",
        "ends_on",
        "designated_on",
        "designated_by",
    ]


@admin.register(Committee)
class CommitteeAdmin(ScopedAdmin):
    """The authority and the départements keep the list of committees."""

    editors = EDITORS
    list_display = ["name", "state", "support_school"]
    list_select_related = ["support_school"]
    list_filter = ["state", "departments"]
    search_fields = ["name"]
    autocomplete_fields = ["support_school"]
    fields = ["name", "state", "departments", "support_school", "contact_email", "presentation"]
    inlines = [MandateInline]

    def has_change_permission(self, request, obj=None):
        """A committee is kept by those who see one of its départements."""
        allowed = super().has_change_permission(request, obj)
        if not allowed or obj is None:
            return allowed
        return any(request.actor.sees_department(row.pk) for row in obj.departments.all())
