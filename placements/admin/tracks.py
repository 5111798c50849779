"""Tracks in the admin, for reading: candidates by number, whoever reads (DOMAIN §8)."""

from django.contrib import admin

from directory.admin_base import ReadOnlyMixin, ScopedAdmin, ScopedStackedInline
from placements.models import DiscoveryTrack, TrackCandidate, TrackDay


class TrackDayInline(ReadOnlyMixin, ScopedStackedInline):
    model = TrackDay


@admin.register(DiscoveryTrack)
class DiscoveryTrackAdmin(ReadOnlyMixin, ScopedAdmin):
    list_display = ["title", "scheme", "state", "starts_on", "capacity", "seats_taken"]
    list_filter = ["state", "school_year", "department"]
    search_fields = ["title", "scheme"]
    exclude = ["table"]
    inlines = [TrackDayInline]


@admin.register(TrackCandidate)
class TrackCandidateAdmin(ReadOnlyMixin, ScopedAdmin):
    list_display = ["__str__", "track", "school", "level", "sex", "distance_km", "wish", "state"]
    list_select_related = ["track", "school"]
    list_filter = ["state"]
    exclude = ["pupil", "class_group", "placement"]
