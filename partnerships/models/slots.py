"""Slots: the dated seats of an offer, and the rows that the search page reads."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Count, F, Q

from directory.history import tracked
from partnerships.enums import WAITS, OfferKind, SlotMode, SlotState
from partnerships.models.facets import (
    ENTERED,
    FACETS_FROM_OFFER,
    LEFT,
    DatedQuerySet,
    SlotFacets,
    counting,
)
from partnerships.models.offers import Offer

# Of the offer, by triggers: never written by the application.
COPIED = ("kind", "department", "sector", "facets", "latitude", "longitude", "is_listed")
LISTED = Q(is_listed=True, seats_left__gt=0)
# What a line of the search page prints: an offer holds thirty columns that it does not.
PRINTED = (
    *("kind", "starts_on", "ends_on", "last_day_is_half"),
    *("capacity", "seats_left", "requests_until"),
    *("offer__title", "offer__host_company", "offer__host_name", "offer__city"),
    *("offer__sector__label", "offer__department__name"),
)


class SlotQuerySet(DatedQuerySet):
    def published(self):
        """Open slots of published offers."""
        return self.filter(is_listed=True)

    def open_to_requests(self, today):
        """Listed, ahead, with a seat left and, for a selection, before its last day."""
        return self.published().upcoming(today).with_seats_left().accepting(today)

    def with_seats_left(self, wanted=1):
        """At least `wanted` seats; that one is left is what the indexes are made for."""
        left = self.filter(seats_left__gt=0)
        return left if wanted <= 1 else left.filter(seats_left__gte=wanted)

    def for_search(self):
        """What a result line prints, in one query."""
        related = self.select_related("offer__sector", "offer__department")
        return related.only(*PRINTED)

    def with_waiting(self):
        """`waiting_count`: how many wait for seats, or are before an offer."""
        return self.annotate(waiting_count=Count("waiting", filter=Q(waiting__state__in=WAITS)))

    def per_facets(self):
        return self.order_by().values("facets").annotate(count=Count("*"))

    def unlist_past(self, today):
        """Take slots that have begun off the list: indexes and counts hold what is ahead."""
        return self.filter(LISTED, starts_on__lte=today).update(is_listed=False)

    def visible_to(self, actor):
        return self.filter(offer__in=Offer.objects.visible_to(actor))


# Row by row: a booking moves the counter of a hot slot, which is not copied (the bookings
# that move it are), and a condition that fails costs less than two transition tables.
@tracked(
    exclude=["seats_taken", *COPIED],
    part_of="offer",
    level=pghistory.Row,
)
class Slot(models.Model):
    """Dates and seats; `seats_taken` only moves through `partnerships.seats`."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="slots", verbose_name="offre")
    school_year = models.ForeignKey(
        "directory.SchoolYear", models.PROTECT, verbose_name="année scolaire"
    )
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    last_day_is_half = models.BooleanField("le dernier jour est une demi-journée", default=False)
    starts_at = models.TimeField("heure d’arrivée", null=True, blank=True)
    ends_at = models.TimeField("heure de fin", null=True, blank=True)
    break_minutes = models.PositiveSmallIntegerField("pause, en minutes", default=60)
    capacity = models.PositiveSmallIntegerField("places")
    # R-IM-1: more seats, which the company has still to confirm.
    asked_capacity = models.PositiveSmallIntegerField(
        "places à confirmer", null=True, blank=True, editable=False
    )
    seats_taken = models.PositiveSmallIntegerField("places prises", default=0)
    seats_left = models.GeneratedField(
        expression=F("capacity") - F("seats_taken"),
        output_field=models.SmallIntegerField(),
        db_persist=True,
        verbose_name="places libres",
    )
    mode = models.CharField(
        "attribution", max_length=12, choices=SlotMode, default=SlotMode.FIRST_COME
    )
    requests_until = models.DateField("demandes jusqu’au", null=True, blank=True)
    state = models.CharField("état", max_length=12, choices=SlotState, default=SlotState.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    # COPIED, for search:
    kind = models.CharField(max_length=20, choices=OfferKind, editable=False)
    department = models.ForeignKey(
        "directory.Department", models.PROTECT, editable=False, db_index=False, related_name="+"
    )
    sector = models.ForeignKey(
        "directory.Sector",
        models.PROTECT,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
    )
    facets = models.ForeignKey(
        SlotFacets, models.PROTECT, editable=False, db_index=False, related_name="+"
    )
    latitude = models.FloatField(null=True, editable=False)
    longitude = models.FloatField(null=True, editable=False)
    is_listed = models.BooleanField(default=False, editable=False)
    # Written by a search that measures.
    distance_km: float | None = None

    objects = SlotQuerySet.as_manager()

    class Meta:
        verbose_name = "créneau"
        verbose_name_plural = "créneaux"
        ordering = ["starts_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="slot_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Le dernier jour précède le premier.",
            ),
            models.CheckConstraint(
                name="slot_has_a_capacity",
                condition=Q(capacity__gte=1),
                violation_error_message="Un créneau offre au moins une place.",
            ),
            models.CheckConstraint(
                name="slot_is_never_oversold",
                condition=Q(seats_taken__lte=F("capacity")),
                violation_error_message="Le nombre de places est inférieur aux places déjà prises.",
            ),
            models.CheckConstraint(
                name="slot_selection_has_its_last_day",
                condition=Q(mode=SlotMode.FIRST_COME, requests_until__isnull=True)
                | Q(mode=SlotMode.SELECTION, requests_until__isnull=False)
                & Q(requests_until__lt=F("starts_on")),
                violation_error_message="Un créneau sur sélection a une date limite des demandes, "
                "avant son premier jour ; les autres n’en ont pas.",
            ),
            models.UniqueConstraint(
                name="slot_is_published_once",
                fields=["offer", "starts_on", "ends_on"],
                condition=~Q(state=SlotState.CANCELLED),
                violation_error_message="Ce créneau existe déjà pour cette offre.",
            ),
        ]
        # What the search page reads, so that it counts and sorts in an index alone.
        indexes = [
            models.Index(
                name="slot_listed",
                fields=["starts_on", "id"],
                include=["facets", "requests_until", "offer"],
                condition=LISTED,
            ),
            models.Index(
                name="slot_listed_seats",
                fields=["-seats_left", "starts_on", "id"],
                include=["facets", "requests_until", "offer"],
                condition=LISTED,
            ),
            models.Index(
                name="slot_listed_place",
                fields=["latitude", "longitude"],
                include=["starts_on", "id", "facets", "requests_until", "offer"],
                condition=LISTED,
            ),
            models.Index(
                name="slot_listed_offer",
                fields=["offer"],
                include=["starts_on", "id", "facets", "requests_until", "seats_left"],
                condition=LISTED,
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="slot_facets_from_offer",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("offer_id", "state"),
                declare=[("offer", "partnerships_offer%ROWTYPE")],
                func=FACETS_FROM_OFFER,
            ),
            counting("slots_entered", pgtrigger.Insert, ENTERED, new="new_rows"),
            counting(
                "slots_changed", pgtrigger.Update, LEFT, ENTERED, old="old_rows", new="new_rows"
            ),
            counting("slots_left", pgtrigger.Delete, LEFT, old="old_rows"),
        ]

    def __str__(self):
        return f"créneau du {self.starts_on:%d/%m/%Y}"
