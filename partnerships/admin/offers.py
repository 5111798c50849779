"""Offers and their slots, to read; publishing is done in the pages of the portal."""

from typing import ClassVar

from django.contrib import admin

from directory.admin_base import ReadOnlyMixin, ScopedAdmin, ScopedStackedInline
from partnerships.admin.base import WorkListMixin
from partnerships.models import Offer, Slot
from partnerships.wording import period_of

SLOT_FIELDS = ("starts_on", "ends_on", "capacity", "seats_taken", "mode", "requests_until", "state")


class SlotInline(ReadOnlyMixin, ScopedStackedInline):
    model = Slot
    fields = SLOT_FIELDS


@admin.register(Offer)
class OfferAdmin(WorkListMixin, ReadOnlyMixin, ScopedAdmin):
    inlines = [SlotInline]
    list_display = ["title", "host_name", "kind", "city", "state", "published_at"]
    list_filter = ["state", "kind", "department", "sector", "on_behalf"]
    search_fields = ["title"]
    exclude = ["latitude", "longitude"]
    columns: ClassVar = {
        "Titre": "title",
        "Accueil": "host_name",
        "Nature": "get_kind_display",
        "Ville": "city",
        "Département": "department_id",
        "État": "get_state_display",
    }

    def shows_whole(self, request, obj):
        """A published offer is open to all, what was done to it to who manages it."""
        return obj.is_managed_by(request.actor)


@admin.register(Slot)
class SlotAdmin(WorkListMixin, ReadOnlyMixin, ScopedAdmin):
    list_display = ["period", "offer", "kind", "capacity", "seats_taken", "mode", "state"]
    list_filter = ["state", "kind", "mode", "school_year", "department", "sector"]
    list_select_related = ["offer"]
    search_fields = ["offer__title"]
    ordering = ["-starts_on", "-id"]
    fields = ["offer", *SLOT_FIELDS]
    columns: ClassVar = {
        "Offre": "offer.title",
        "Accueil": "offer.host_name",
        "Dates": "starts_on",
        "Fin": "ends_on",
        "Places": "capacity",
        "Prises": "seats_taken",
        "État": "get_state_display",
    }

    def shows_whole(self, request, obj):
        return obj.offer.is_managed_by(request.actor)

    @admin.display(description="dates", ordering="starts_on")
    def period(self, slot):
        return period_of(slot)
