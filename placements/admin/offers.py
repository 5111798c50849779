"""The bank of placements in the admin, for reading: offers live on their pages."""

from django.contrib import admin

from directory.admin_base import ReadOnlyMixin, ScopedAdmin, ScopedStackedInline
from placements.models import (
    OfferReport,
    OfferWeek,
    PlacementApplication,
    PlacementOffer,
    PlacementWish,
)


class OfferWeekInline(ReadOnlyMixin, ScopedStackedInline):
    model = OfferWeek


@admin.register(PlacementOffer)
class PlacementOfferAdmin(ReadOnlyMixin, ScopedAdmin):
    list_display = ["title", "host_name", "city", "state", "origin", "published_at"]
    list_filter = ["state", "origin", "department"]
    search_fields = ["title", "host_name", "city"]
    exclude = ["table"]
    inlines = [OfferWeekInline]


@admin.register(OfferReport)
class OfferReportAdmin(ReadOnlyMixin, ScopedAdmin):
    list_display = ["offer", "reason", "reported_at", "settled_at"]
    list_select_related = ["offer"]
    list_filter = ["reason"]
    search_fields = ["offer__title", "offer__host_name"]


@admin.register(PlacementApplication)
class PlacementApplicationAdmin(ReadOnlyMixin, ScopedAdmin):
    """By name for who follows the class, nobody else (DOMAIN §8)."""

    list_display = ["__str__", "pupil", "offer", "state", "starts_on", "sent_at"]
    list_select_related = ["pupil", "offer"]
    list_filter = ["state"]
    search_fields = ["pupil__last_name", "pupil__first_name", "offer__title"]


@admin.register(PlacementWish)
class PlacementWishAdmin(ReadOnlyMixin, ScopedAdmin):
    """By name for who follows the class, nobody else (DOMAIN §8)."""

    list_display = ["__str__", "pupil", "offer", "rank", "state"]
    list_select_related = ["pupil", "offer"]
    list_filter = ["state"]
    search_fields = ["pupil__last_name", "pupil__first_name", "offer__title"]
