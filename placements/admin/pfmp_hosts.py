"""Places asked of companies, mobility and insertion in the admin, for reading: what changes
them is on the pages, which check and tell."""

from django.contrib import admin

from directory.admin_base import ReadOnlyMixin, ScopedAdmin, ScopedStackedInline
from placements.models import (
    HostAccess,
    HostAsk,
    HostRequest,
    HostRequestPupil,
    Insertion,
    JobOffer,
    PlacementMobility,
)


class MobilityInline(ReadOnlyMixin, ScopedStackedInline):
    model = PlacementMobility


class AskInline(ReadOnlyMixin, ScopedStackedInline):
    model = HostAsk


class AskedForInline(ReadOnlyMixin, ScopedStackedInline):
    model = HostRequestPupil


@admin.register(HostRequest)
class HostRequestAdmin(ReadOnlyMixin, ScopedAdmin):
    working_page = "Tableau des PFMP", "placements:pfmp_board"
    list_display = ["period", "school", "sent_at", "answers_by"]
    list_select_related = ["period__class_group", "period__school", "school"]
    list_filter = ["period__class_group"]
    search_fields = ["message", "asks__company__sort_key"]
    inlines = [AskInline, AskedForInline]


@admin.register(HostAsk)
class HostAskAdmin(ReadOnlyMixin, ScopedAdmin):
    working_page = "Tableau des PFMP", "placements:pfmp_board"
    list_display = ["company", "request", "state", "places", "taken", "answered_at"]
    list_select_related = ["company", "request__period__class_group", "request__period__school"]
    list_filter = ["state", "request__period__class_group"]
    search_fields = ["company__sort_key"]


@admin.register(HostAccess)
class HostAccessAdmin(ReadOnlyMixin, ScopedAdmin):
    list_display = ["company", "without_car", "note"]
    list_select_related = ["company"]
    list_filter = ["without_car"]
    search_fields = ["company__sort_key", "note"]


@admin.register(JobOffer)
class JobOfferAdmin(ReadOnlyMixin, ScopedAdmin):
    working_page = "Tenir les offres", "placements:job_offers"
    list_display = ["title", "kind", "company", "school", "places", "is_open"]
    list_select_related = ["company", "school"]
    list_filter = ["kind", "is_open", "diplomas"]
    search_fields = ["title", "company__sort_key"]


@admin.register(Insertion)
class InsertionAdmin(ReadOnlyMixin, ScopedAdmin):
    working_page = "Suivre les recherches", "placements:insertion"
    list_display = ["pupil", "class_group", "wish", "state", "company", "contract_on"]
    list_select_related = ["pupil", "class_group", "company"]
    list_filter = ["wish", "state", "diploma"]
    search_fields = ["pupil__last_name", "pupil__first_name", "company__sort_key"]
