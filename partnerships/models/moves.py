"""A change of date of a booking: one side proposes, the other answers (R-CEE-5)."""

import datetime as dt
from dataclasses import dataclass

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from directory.history import tracked
from partnerships.enums import MOVABLE, MoveState, Side
from partnerships.models.bookings import Booking
from partnerships.models.slots import Slot


@dataclass(frozen=True)
class Days:
    """The days of a booking, as `wording.period_of` says them."""

    starts_on: dt.date
    ends_on: dt.date
    last_day_is_half: bool = False


class DateChangeQuerySet(models.QuerySet):
    def open(self):
        """Those that wait for their answer."""
        return self.filter(state=MoveState.PROPOSED, booking__state__in=MOVABLE)

    def visible_to(self, actor):
        return self.filter(booking__in=Booking.objects.visible_to(actor))


@tracked(part_of="booking")
class DateChange(models.Model):
    """New days for a booking, beside those that it had; kept whatever became of it.

    `slot` when the new days are those of a published slot; else they are free days.
    """

    booking = models.ForeignKey(
        Booking, models.PROTECT, related_name="date_changes", verbose_name="demande"
    )
    side = models.CharField("proposée par", max_length=10, choices=Side)
    proposed_at = models.DateTimeField("proposée le", default=timezone.now)
    proposed_by = models.CharField("auteur", max_length=250)
    former_starts_on = models.DateField("premier jour d’avant")
    former_ends_on = models.DateField("dernier jour d’avant")
    former_last_day_is_half = models.BooleanField("demi-journée d’avant", default=False)
    slot = models.ForeignKey(
        Slot, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="créneau"
    )
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    last_day_is_half = models.BooleanField("le dernier jour est une demi-journée", default=False)
    message = models.TextField("message", max_length=2000, blank=True)
    state = models.CharField("état", max_length=10, choices=MoveState, default=MoveState.PROPOSED)
    expires_on = models.DateField("réponse attendue jusqu’au")
    answered_at = models.DateTimeField("réponse du", null=True, blank=True)
    answered_by = models.CharField("réponse de", max_length=250, blank=True)
    answer_message = models.TextField("message de la réponse", max_length=2000, blank=True)

    objects = DateChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "changement de dates"
        verbose_name_plural = "changements de dates"
        ordering = ["booking", "pk"]
        constraints = [
            models.CheckConstraint(
                name="date_change_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Le dernier jour précède le premier.",
            ),
            models.UniqueConstraint(
                name="date_change_proposed_once",
                fields=["booking"],
                condition=Q(state=MoveState.PROPOSED),
                violation_error_message="D’autres dates sont déjà proposées pour cette immersion.",
            ),
        ]

    def __str__(self):
        return f"changement de dates, demande n° {self.booking_id}"

    @property
    def former(self):
        return Days(self.former_starts_on, self.former_ends_on, self.former_last_day_is_half)
