"""Waiting for seats: who asked first, what was offered to them, until when."""

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse

from accounts.enums import Role
from directory.history import tracked
from partnerships.enums import WAITS, OfferKind, WaitEnd, WaitState
from partnerships.models.offers import Offer, exactly_one
from partnerships.models.slots import Slot


class WaitingQuerySet(models.QuerySet):
    def waiting(self):
        """In the list: nothing was offered yet."""
        return self.filter(state=WaitState.WAITING)

    def offered(self):
        """Seats are held for them until a day."""
        return self.filter(state=WaitState.OFFERED)

    def open(self):
        """In the list, or before an offer."""
        return self.filter(state__in=WAITS)


class Waiting(models.Model):
    """What every waiting list keeps (`partnerships.seats.promote`): the order is that of
    the keys. An entry in the state *offered* holds its seats on the counter of its parent,
    until the end of the day `held_until`."""

    seats = models.PositiveSmallIntegerField("places")
    state = models.CharField("état", max_length=10, choices=WaitState, default=WaitState.WAITING)
    asked_at = models.DateTimeField("inscrite le", auto_now_add=True)
    offered_at = models.DateTimeField("places proposées le", null=True, blank=True)
    held_until = models.DateField("places tenues jusqu’au", null=True, blank=True)
    ended_at = models.DateTimeField("close le", null=True, blank=True)
    end_reason = models.CharField("motif", max_length=10, choices=WaitEnd, blank=True)

    class Meta:
        abstract = True

    @property
    def is_open(self):
        return self.state in WAITS


class SlotWaitingQuerySet(WaitingQuerySet):
    def for_lists(self):
        return self.select_related(
            "slot__offer", "school", "guest_company", "class_group", "asked_by", "booking"
        )

    def with_rank(self):
        """`rank`: the place among those that still wait for the same slot, from 1."""
        before = SlotWaiting.objects.waiting().filter(slot=OuterRef("slot"), pk__lte=OuterRef("pk"))
        count = before.order_by().values("slot").annotate(count=Count("pk")).values("count")
        return self.annotate(rank=Subquery(count))

    def visible_to(self, actor):
        """Who waits and the management of their school, the host, the officers of either's
        département."""
        if actor.is_administrator:
            return self
        if actor.user is None:
            return self.none()
        mine = Q(asked_by=actor.user)
        if actor.is_school_staff:
            mine |= Q(school__in=actor.school_ids)
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            mine |= Q(guest_company__in=actor.company_ids)
        if actor.department_codes:
            mine |= Q(school__department__in=actor.department_codes)
            mine |= Q(slot__department__in=actor.department_codes)
        return self.filter(mine | Q(slot__offer__in=Offer.objects.managed_by(actor)))


@tracked
class SlotWaiting(Waiting):
    """A class (or a person, or a company) that waits for seats of a full slot, with all that
    its request will say: nothing is typed again when seats come free."""

    slot = models.ForeignKey(Slot, models.PROTECT, related_name="waiting", verbose_name="créneau")
    school = models.ForeignKey(
        "directory.School",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="établissement",
    )
    guest_company = models.ForeignKey(
        "directory.Company",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="entreprise en visite",
    )
    class_group = models.ForeignKey(
        "directory.ClassGroup",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="classe ou groupe",
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="inscrite par"
    )
    girls = models.PositiveSmallIntegerField("filles", default=0)
    boys = models.PositiveSmallIntegerField("garçons", default=0)
    unspecified = models.PositiveSmallIntegerField("non précisé", default=0)
    adults = models.PositiveSmallIntegerField("adultes", default=0)
    needs = models.TextField("besoins particuliers", max_length=2000, blank=True)
    message = models.TextField("message", max_length=2000, blank=True)
    booking = models.OneToOneField(
        "partnerships.Booking",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="waited",
        verbose_name="demande",
    )

    year_through = "slot"
    objects = SlotWaitingQuerySet.as_manager()

    class Meta:
        verbose_name = "inscription en liste d’attente"
        verbose_name_plural = "inscriptions en liste d’attente"
        ordering = ["slot", "pk"]
        constraints = [
            models.CheckConstraint(
                name="waiting_is_for_seats",
                condition=Q(seats__gte=1),
                violation_error_message="Indiquez combien de personnes viennent.",
            ),
            models.CheckConstraint(
                name="waiting_offer_has_its_last_day",
                condition=~Q(state=WaitState.OFFERED)
                | Q(held_until__isnull=False, offered_at__isnull=False),
                violation_error_message="Des places proposées le sont jusqu’à un jour.",
            ),
            models.CheckConstraint(
                name="waiting_has_one_guest",
                condition=exactly_one("school", "guest_company"),
                violation_error_message="Une inscription est d’un établissement ou d’une "
                "entreprise.",
            ),
            models.UniqueConstraint(
                name="waiting_once_per_slot_and_group",
                fields=["slot", "class_group"],
                condition=Q(state__in=WAITS),
                violation_error_message="Cette classe attend déjà une place sur ce créneau.",
            ),
            models.UniqueConstraint(
                name="waiting_once_per_slot_and_person",
                fields=["slot", "asked_by"],
                condition=Q(state__in=WAITS, class_group__isnull=True),
                violation_error_message="Vous attendez déjà une place sur ce créneau.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["held_until"], name="waiting_to_expire", condition=Q(state="offered")
            ),
        ]

    def __str__(self):
        return f"attente d’un {self.slot}"

    def get_absolute_url(self):
        return reverse("partnerships:waiting", args=[self.pk])

    @property
    def kind(self):
        return OfferKind(self.slot.offer.kind)

    @property
    def guest(self):
        return self.school or self.guest_company

    @property
    def pupils(self):
        return self.girls + self.boys + self.unspecified

    @property
    def teacher(self):
        """Who leads it, as a booking says it."""
        return None if self.guest_company_id else self.asked_by
