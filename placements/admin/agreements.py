"""Agreements in the admin, for reading: they are filled and signed on their pages."""

from django.contrib import admin

from directory.admin_base import ReadOnlyMixin, ScopedAdmin, ScopedStackedInline
from placements.models import Agreement, HostPart


class HostPartInline(ReadOnlyMixin, ScopedStackedInline):
    model = HostPart


@admin.register(Agreement)
class AgreementAdmin(ReadOnlyMixin, ScopedAdmin):
    """By name for who follows the class, nobody else (DOMAIN §8)."""

    working_page = "Conventions des classes", "placements:classes"
    list_display = ["__str__", "pupil", "class_group", "state", "prepared_at"]
    list_select_related = ["placement__pupil", "placement__class_group"]
    list_filter = ["state"]
    search_fields = ["placement__pupil__last_name", "placement__pupil__first_name"]
    inlines = [HostPartInline]

    @admin.display(description="élève")
    def pupil(self, agreement):
        return agreement.placement.pupil

    @admin.display(description="classe")
    def class_group(self, agreement):
        return agreement.placement.class_group
