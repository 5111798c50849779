"""Slots: the dated seats of an offer, and the rows that the search page reads."""

import pgtrigger
from django.db import models
from django.db.models import Count, F, Q

from directory.enums import Level
from partnerships.enums import OfferKind, SlotMode, SlotState
from partnerships.models.offers import Offer


class SlotQuerySet(models.QuerySet):
    def published(self):
        """Open slots of published offers."""
        return self.filter(is_listed=True)

    def upcoming(self, today):
        return self.filter(starts_on__gt=today)

    def open_to_requests(self, today):
        """Listed, ahead, with a seat left and, for a selection, before its last day."""
        return (
            self.published()
            .upcoming(today)
            .with_seats_left()
            .filter(Q(requests_until__isnull=True) | Q(requests_until__gte=today))
        )

    def with_seats_left(self, wanted=1):
        """At least `wanted` seats; the generated column keeps the plain case in the index."""
        left = self.filter(has_seats_left=True)
        return left if wanted <= 1 else left.filter(seats_taken__lte=F("capacity") - wanted)

    def for_level(self, level):
        """Slots whose offer takes the level; an empty bound is open."""
        order, rank = list(Level), Level(level).order
        return self.filter(
            Q(min_level="") | Q(min_level__in=order[: rank + 1]),
            Q(max_level="") | Q(max_level__in=order[rank:]),
        )

    def between(self, first_day, last_day):
        """Slots that begin within the period; None leaves an end open."""
        queryset = self.filter(starts_on__gte=first_day) if first_day else self
        return queryset.filter(starts_on__lte=last_day) if last_day else queryset

    def for_search(self):
        """With what a result line prints, in one query."""
        return self.select_related("offer", "offer__sector", "offer__department")

    def facets(self):
        """How many slots per kind, département, sector and levels, in one pass.

        The caller sums the rows per facet: each facet can then ignore its own filter
        without another query.
        """
        return (
            self.order_by()
            .values("kind", "department", "sector", "min_level", "max_level")
            .annotate(count=Count("pk"))
        )

    def visible_to(self, actor):
        return self.filter(offer__in=Offer.objects.visible_to(actor))


class Slot(models.Model):
    """Dates and seats; `seats_taken` only moves through `partnerships.seats`."""

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="slots", verbose_name="offre")
    school_year = models.ForeignKey(
        "directory.SchoolYear", models.PROTECT, verbose_name="année scolaire"
    )
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    last_day_is_half = models.BooleanField("le dernier jour est une demi-journée", default=False)
    starts_at = models.TimeField("heure d'arrivée", null=True, blank=True)
    ends_at = models.TimeField("heure de fin", null=True, blank=True)
    break_minutes = models.PositiveSmallIntegerField("pause, en minutes", default=60)
    capacity = models.PositiveSmallIntegerField("places")
    seats_taken = models.PositiveSmallIntegerField("places prises", default=0)
    has_seats_left = models.GeneratedField(
        expression=Q(seats_taken__lt=F("capacity")),
        output_field=models.BooleanField(),
        db_persist=True,
        verbose_name="places libres",
    )
    mode = models.CharField(
        "attribution", max_length=12, choices=SlotMode, default=SlotMode.FIRST_COME
    )
    requests_until = models.DateField("demandes jusqu'au", null=True, blank=True)
    state = models.CharField("état", max_length=12, choices=SlotState, default=SlotState.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    # Copied from the offer by triggers, for search: never written by the application.
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
    min_level = models.CharField(max_length=20, blank=True, editable=False)
    max_level = models.CharField(max_length=20, blank=True, editable=False)
    latitude = models.FloatField(null=True, editable=False)
    longitude = models.FloatField(null=True, editable=False)
    is_listed = models.BooleanField(default=False, editable=False)

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
                "avant son premier jour ; les autres n'en ont pas.",
            ),
            models.UniqueConstraint(
                name="slot_is_published_once",
                fields=["offer", "starts_on", "ends_on"],
                condition=~Q(state=SlotState.CANCELLED),
                violation_error_message="Ce créneau existe déjà pour cette offre.",
            ),
        ]
        indexes = [
            # The search page: open slots by date, everything its facets count beside.
            models.Index(
                name="slot_listed",
                fields=["starts_on", "id"],
                include=[
                    "kind",
                    "department",
                    "sector",
                    "min_level",
                    "max_level",
                    "requests_until",
                    "offer",
                ],
                condition=Q(is_listed=True, has_seats_left=True),
            ),
            models.Index(
                name="slot_listed_place",
                fields=["latitude", "longitude", "starts_on"],
                condition=Q(is_listed=True, has_seats_left=True),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="slot_facets_from_offer",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("offer_id", "state"),
                declare=[("offer", "partnerships_offer%ROWTYPE")],
                func="""
                SELECT * INTO STRICT offer FROM partnerships_offer WHERE id = NEW.offer_id;
                NEW.kind = offer.kind;
                NEW.department_id = offer.department_id;
                NEW.sector_id = offer.sector_id;
                NEW.min_level = offer.min_level;
                NEW.max_level = offer.max_level;
                NEW.latitude = offer.latitude;
                NEW.longitude = offer.longitude;
                NEW.is_listed = (offer.state = 'published' AND NEW.state = 'open');
                RETURN NEW;
                """,
            ),
        ]

    def __str__(self):
        return f"créneau du {self.starts_on:%d/%m/%Y}"

    @property
    def seats_left(self):
        return self.capacity - self.seats_taken
