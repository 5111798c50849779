from django.contrib import admin

from directory.admin_base import ReadOnlyMixin, ScopedAdmin, ScopedStackedInline
from placements.admin import (  # noqa: F401 registers their pages
    agreements,
    offers,
    parameters,
    pfmp_hosts,
    tracks,
    vocational,
)
from placements.admin.follow_up import IncidentInline, PresenceInline, VisitInline
from placements.admin.pfmp_hosts import MobilityInline
from placements.admin.vocational import EarlyEndInline
from placements.models import Campaign, LegalGuardian, Placement, Pupil, Stay


@admin.register(Campaign)
class CampaignAdmin(ReadOnlyMixin, ScopedAdmin):
    working_page = "Fixer les périodes", "placements:pfmp_periods"
    list_display = ["school", "level", "class_group", "starts_on", "ends_on", "label"]
    list_select_related = ["school", "class_group"]
    list_filter = ["level", "school__department", "class_group__diploma"]
    search_fields = ["school__name", "label"]


class GuardianInline(ReadOnlyMixin, ScopedStackedInline):
    model = LegalGuardian


@admin.register(Pupil)
class PupilAdmin(ReadOnlyMixin, ScopedAdmin):
    """By name for who follows the class, nobody else (DOMAIN §8)."""

    working_page = "Stages des classes", "placements:classes"
    list_display = ["__str__", "class_group", "school", "birth_date", "left_on"]
    list_select_related = ["class_group", "school"]
    list_filter = ["class_group"]
    search_fields = ["last_name", "first_name", "school_number"]
    inlines = [GuardianInline]


class StayInline(ReadOnlyMixin, ScopedStackedInline):
    model = Stay
    exclude = ["table"]


@admin.register(Placement)
class PlacementAdmin(ReadOnlyMixin, ScopedAdmin):
    working_page = "Tableau des PFMP", "placements:pfmp_board"
    list_display = ["pupil", "class_group", "state", "starts_on", "ends_on", "referent"]
    list_select_related = ["pupil", "class_group", "referent"]
    list_filter = ["state", "kind", "source", "class_group", "period"]
    search_fields = ["pupil__last_name", "pupil__first_name"]
    inlines = [
        StayInline,
        MobilityInline,
        VisitInline,
        PresenceInline,
        IncidentInline,
        EarlyEndInline,
    ]
