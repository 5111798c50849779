"""Bookings and waiting lists, to read: where each stands, and the page where one acts."""

from typing import ClassVar

from django.contrib import admin
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from accounts.admin_base import JournalledAdmin
from directory.admin_base import ReadOnlyMixin
from partnerships import exports
from partnerships.admin.base import FoldedSearchMixin, WorkListMixin
from partnerships.models import Attendance, Booking, SlotWaiting
from partnerships.wording import day, numbers_of, period_of


@admin.register(Booking)
class BookingAdmin(FoldedSearchMixin, WorkListMixin, ReadOnlyMixin, JournalledAdmin):
    list_display = ["period", "kind", "company", "school", "class_group", "size", "state_label"]
    list_filter = ["state", "kind", "origin", "school_year", "school"]
    list_select_related = ["company", "school", "class_group"]
    search_fields = ["company__sort_key", "school__sort_key", "class_group__sort_key"]
    ordering = ["-starts_on", "-id"]
    readonly_fields = ["counted", "page"]
    columns = exports.BOOKINGS.columns

    def shows_whole(self, request, obj):
        """The parties and their territory see all of it."""
        return True

    @admin.display(description="dates", ordering="starts_on")
    def period(self, booking):
        return period_of(booking)

    @admin.display(description="effectif")
    def size(self, booking):
        return numbers_of(booking)

    @admin.display(description="état", ordering="state")
    def state_label(self, booking):
        return booking.state_label

    @admin.display(description="présence relevée")
    def counted(self, booking):
        lines = [
            (day(row.day), row.get_side_display(), "absents" if row.absent else numbers_of(row))
            for row in booking.attendances.all()
        ]
        return format_html_join(mark_safe("<br>"), "{}, par {} : {}", lines)

    @admin.display(description="page de la demande")
    def page(self, booking):
        return format_html('<a href="{}">Ouvrir et agir</a>', booking.get_absolute_url())


@admin.register(SlotWaiting)
class SlotWaitingAdmin(FoldedSearchMixin, WorkListMixin, ReadOnlyMixin, JournalledAdmin):
    list_display = ["period", "host", "school", "class_group", "seats", "state", "held_until"]
    list_filter = ["state", "school"]
    list_select_related = ["slot__offer", "school", "class_group"]
    search_fields = ["school__sort_key", "class_group__sort_key"]
    ordering = ["slot__starts_on", "slot", "pk"]
    readonly_fields = ["page"]
    columns: ClassVar = {
        "Début": "slot.starts_on",
        "Fin": "slot.ends_on",
        "Accueil": "slot.offer.host_name",
        "Établissement": "school",
        "Classe": "class_group",
        "Places": "seats",
        "État": "get_state_display",
        "Tenues jusqu’au": "held_until",
    }

    def shows_whole(self, request, obj):
        """Both sides and their territory see all of it."""
        return True

    @admin.display(description="dates", ordering="slot__starts_on")
    def period(self, entry):
        return period_of(entry.slot)

    @admin.display(description="accueil")
    def host(self, entry):
        return entry.slot.offer.host_name

    @admin.display(description="page de l’inscription")
    def page(self, entry):
        return format_html('<a href="{}">Ouvrir et agir</a>', entry.get_absolute_url())


@admin.register(Attendance)
class AttendanceAdmin(FoldedSearchMixin, WorkListMixin, ReadOnlyMixin, JournalledAdmin):
    """Who was there, day by day, as each side counted: numbers only."""

    list_display = ["day", "company", "school", "side", "absent", "size"]
    list_filter = ["side", "absent", "booking__school_year", "booking__school"]
    list_select_related = ["booking__company", "booking__school"]
    search_fields = ["booking__company__sort_key", "booking__school__sort_key"]
    ordering = ["-day", "-id"]
    columns: ClassVar = {
        "Jour": "day",
        "Entreprise": "booking.company",
        "Établissement": "booking.school",
        "Relevée par": "get_side_display",
        "Absence": "absent",
        "Filles": "girls",
        "Garçons": "boys",
        "Non précisé": "unspecified",
        "Adultes": "adults",
    }

    def shows_whole(self, request, obj):
        """Both sides and their territory see all of it."""
        return True

    @admin.display(description="entreprise")
    def company(self, row):
        return row.booking.company

    @admin.display(description="établissement")
    def school(self, row):
        return row.booking.school

    @admin.display(description="présents")
    def size(self, row):
        return numbers_of(row)
