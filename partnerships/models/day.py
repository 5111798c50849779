"""The day itself: what was checked before leaving, who declared it ready, who was there."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from directory.history import tracked
from partnerships.enums import BookingState, OfferKind, Side
from partnerships.enums.on_the_day import DepartureItem
from partnerships.models.bookings import Booking


class OfBookingQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(booking__in=Booking.objects.visible_to(actor))


@tracked(part_of="booking")
class DepartureCheck(models.Model):
    """One thing that somebody ticked before a departure."""

    booking = models.ForeignKey(
        Booking, models.PROTECT, related_name="departure_checks", verbose_name="demande"
    )
    item = models.CharField("point", max_length=10, choices=DepartureItem)
    ticked_at = models.DateTimeField("coché le")
    ticked_by = models.CharField("coché par", max_length=250)

    objects = OfBookingQuerySet.as_manager()

    class Meta:
        verbose_name = "point vérifié avant le départ"
        verbose_name_plural = "points vérifiés avant le départ"
        ordering = ["booking", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="departure_item_ticked_once",
                fields=["booking", "item"],
                violation_error_message="Ce point est déjà coché.",
            )
        ]

    def __str__(self):
        return self.get_item_display()


class DepartureQuerySet(OfBookingQuerySet):
    def unprepared(self):
        """The accepted bookings of pupils who leave their school, not declared ready."""
        moving = [kind for kind in OfferKind if kind.moves_pupils]
        return Booking.objects.filter(
            state=BookingState.ACCEPTED, kind__in=moving, school__isnull=False, departure=None
        )


@tracked(part_of="booking")
class Departure(models.Model):
    """The word of the school: this group is ready to leave."""

    booking = models.OneToOneField(
        Booking, models.PROTECT, related_name="departure", verbose_name="demande"
    )
    ready_at = models.DateTimeField("prête le")
    ready_by = models.CharField("déclarée par", max_length=250)

    objects = DepartureQuerySet.as_manager()

    class Meta:
        verbose_name = "départ"
        verbose_name_plural = "départs"
        ordering = ["booking"]

    def __str__(self):
        return f"départ, demande n° {self.booking_id}"


class AttendanceQuerySet(OfBookingQuerySet):
    def best_first(self):
        """Day by day the school's word before the host's; of these the fullest day first: what
        figures count, and what says whether the group came at all."""
        same_day = {"booking": OuterRef("booking"), "day": OuterRef("day")}
        of_school = self.model._default_manager.filter(side=Side.GUEST, **same_day)
        pupils = F("girls") + F("boys") + F("unspecified")
        rows = self.exclude(Q(side=Side.HOST) & Exists(of_school)).annotate(pupils_there=pupils)
        return rows.order_by("-pupils_there", "-adults", "day", "pk")


@tracked(part_of="booking")
class Attendance(models.Model):
    """Who was there on one day, as one side counted: numbers, never a name (R-CEE-3)."""

    booking = models.ForeignKey(
        Booking, models.PROTECT, related_name="attendances", verbose_name="demande"
    )
    day = models.DateField("jour")
    side = models.CharField("relevée par", max_length=10, choices=Side)
    absent = models.BooleanField("le groupe n’est pas venu", default=False)
    girls = models.PositiveSmallIntegerField("filles", default=0)
    boys = models.PositiveSmallIntegerField("garçons", default=0)
    unspecified = models.PositiveSmallIntegerField("non précisé", default=0)
    adults = models.PositiveSmallIntegerField("adultes", default=0)
    note = models.CharField("remarque", max_length=250, blank=True)
    taken_at = models.DateTimeField("relevée le")
    taken_by = models.CharField("relevée par (nom)", max_length=250)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        verbose_name = "présence"
        ordering = ["booking", "day", "side"]
        constraints = [
            models.UniqueConstraint(
                name="attendance_once_per_day_and_side",
                fields=["booking", "day", "side"],
                violation_error_message="La présence de ce jour est déjà relevée.",
            ),
            models.CheckConstraint(
                name="attendance_counts_or_absent",
                condition=Q(absent=True, girls=0, boys=0, unspecified=0, adults=0)
                | Q(absent=False)
                & (Q(girls__gt=0) | Q(boys__gt=0) | Q(unspecified__gt=0) | Q(adults__gt=0)),
                violation_error_message="Indiquez qui était là, ou que le groupe n’est pas venu.",
            ),
        ]

    def __str__(self):
        return f"présence du {self.day:%d/%m/%Y}, demande n° {self.booking_id}"

    @property
    def pupils(self):
        return self.girls + self.boys + self.unspecified
