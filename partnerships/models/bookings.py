"""Bookings: a request on a slot, or an immersion agreed elsewhere (R-IM-1)."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.enums import Role
from directory.history import tracked
from directory.indexes import email_index
from directory.models import Department
from directory.ranges import IdRange, days
from partnerships.enums import (
    PENDING,
    TAKEN,
    AgreedBy,
    BookingState,
    CancelReason,
    OfferKind,
    Origin,
    RefusalReason,
    Side,
)
from partnerships.enums.on_the_day import Provider
from partnerships.models.offers import Offer, exactly_one
from partnerships.models.slots import Slot


class BookingQuerySet(models.QuerySet):
    def pending(self):
        """Waiting for a visa or an answer (R-CEE-6 counts them)."""
        return self.filter(state__in=PENDING)

    def taken(self):
        """Accepted or done: the class is, or was, really there."""
        return self.filter(state__in=TAKEN)

    def awaiting_answer(self):
        return self.filter(state=BookingState.SENT)

    def awaiting_visa(self):
        return self.filter(state=BookingState.AWAITING_VISA)

    def upcoming(self, today):
        return self.filter(starts_on__gte=today)

    def to_come(self, today):
        """Accepted, and not over: what the index of those to finish holds."""
        return self.filter(state=BookingState.ACCEPTED, ends_on__gte=today)

    def for_school(self, school):
        return self.filter(school=school)

    def for_company(self, company):
        return self.filter(company=company)

    def of_year(self, school_year):
        return self.filter(school_year=school_year)

    def overlapping(self, first_day, last_day):
        return self.filter(starts_on__lte=last_day, ends_on__gte=first_day)

    def for_lists(self):
        return self.select_related(
            "company", "host_school", "host_network", "school", "class_group", "slot", "teacher"
        )

    def visible_to(self, actor):
        """Both parties, who leads it, and the officers of either's département.

        The host sees a request once it has left, not while the head's visa is awaited.
        """
        if actor.is_administrator:
            return self
        if actor.user is None:
            return self.none()
        sent = ~Q(state=BookingState.AWAITING_VISA) & (
            Q(visa_at__isnull=False) | Q(sent_at__isnull=False) | Q(origin=Origin.ELSEWHERE)
        )
        mine = Q(teacher=actor.user) | Q(requested_by=actor.user)
        if actor.is_school_staff:
            mine |= Q(school__in=actor.school_ids) | Q(host_school__in=actor.school_ids) & sent
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            mine |= Q(company__in=actor.company_ids) & sent
            mine |= Q(guest_company__in=actor.company_ids)
        if actor.network_ids:
            mine |= Q(host_network__in=actor.network_ids) & sent
        if actor.department_codes:
            mine |= Q(school__department__in=actor.department_codes)
            mine |= Q(company__department__in=actor.department_codes) & sent
        if actor.branch_ids:
            # By département, not by a join: a row is never seen twice.
            territory = Department.objects.filter(branches__in=actor.branch_ids)
            mine |= Q(kind=OfferKind.CLASS_IMMERSION, company__department__in=territory) & sent
        return self.filter(mine)


@tracked
class Booking(models.Model):
    """One coming of one group (or person) to one host, whatever became of it."""

    origin = models.CharField("origine", max_length=12, choices=Origin, default=Origin.REQUEST)
    kind = models.CharField("nature", max_length=20, choices=OfferKind)
    slot = models.ForeignKey(
        Slot,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name="créneau",
    )
    offer = models.ForeignKey(
        Offer,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name="offre",
    )
    company = models.ForeignKey(
        "directory.Company",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name="entreprise d’accueil",
    )
    host_school = models.ForeignKey(
        "directory.School",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted_bookings",
        verbose_name="établissement d’accueil",
    )
    host_network = models.ForeignKey(
        "directory.PartnerNetwork",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name="réseau d’accueil",
    )
    school = models.ForeignKey(
        "directory.School",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name="établissement",
    )
    guest_company = models.ForeignKey(
        "directory.Company",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits_to_schools",
        verbose_name="entreprise en visite",
    )
    class_group = models.ForeignKey(
        "directory.ClassGroup",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name="classe ou groupe",
    )
    school_year = models.ForeignKey(
        "directory.SchoolYear", models.PROTECT, verbose_name="année scolaire"
    )
    teacher = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="bookings",
        verbose_name="responsable de la demande",
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="saisie par"
    )
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    last_day_is_half = models.BooleanField("le dernier jour est une demi-journée", default=False)
    girls = models.PositiveSmallIntegerField("filles", default=0)
    boys = models.PositiveSmallIntegerField("garçons", default=0)
    unspecified = models.PositiveSmallIntegerField("non précisé", default=0)
    adults = models.PositiveSmallIntegerField("adultes", default=0)
    provider = models.CharField("organisme", max_length=10, choices=Provider, blank=True)
    needs = models.TextField("besoins particuliers", max_length=2000, blank=True)
    message = models.TextField("message", max_length=2000, blank=True)
    seats_held = models.PositiveSmallIntegerField("places tenues", default=0)
    state = models.CharField("état", max_length=20, choices=BookingState)
    contact_name = models.CharField("contact de l’accueillant", max_length=120, blank=True)
    contact_email = models.EmailField("adresse du contact", blank=True)
    contact_phone = models.CharField("téléphone du contact", max_length=30, blank=True)
    # R-IM-2
    visa_expires_on = models.DateField("visa attendu jusqu’au", null=True, blank=True)
    visa_at = models.DateTimeField("visa donné le", null=True, blank=True)
    visa_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="visa donné par",
    )
    sent_at = models.DateTimeField("envoyée le", null=True, blank=True)
    expires_on = models.DateField("réponse attendue jusqu’au", null=True, blank=True)
    extended_on = models.DateField("délai prolongé le", null=True, blank=True)
    answered_at = models.DateTimeField("réponse du", null=True, blank=True)
    answered_by = models.CharField("réponse de", max_length=250, blank=True)
    answer_message = models.TextField("message de la réponse", max_length=2000, blank=True)
    refusal_reason = models.CharField(
        "motif du refus", max_length=20, choices=RefusalReason, blank=True
    )
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)
    cancelled_by_side = models.CharField("annulée par", max_length=10, choices=Side, blank=True)
    cancel_reason = models.CharField(
        "motif de l’annulation", max_length=20, choices=CancelReason, blank=True
    )
    cancel_message = models.TextField("message de l’annulation", max_length=2000, blank=True)
    # R-IM-1: agreed on … with … by …
    agreed_on = models.DateField("accord du", null=True, blank=True)
    agreed_with = models.CharField("accord avec", max_length=120, blank=True)
    agreed_by = models.CharField("accord pris", max_length=10, choices=AgreedBy, blank=True)
    host_confirmed_at = models.DateTimeField("confirmée le", null=True, blank=True)
    people_erased_on = models.DateField("noms effacés le", null=True, editable=False)
    # What it realises of a local committee: counted there, never typed again (R-CL-4).
    committee_action = models.ForeignKey(
        "clee.Action",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="bookings",
        verbose_name="action de comité",
    )
    created_at = models.DateTimeField("créée le", auto_now_add=True)
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = "demande"
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="booking_ends_after_it_starts",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Le dernier jour précède le premier.",
            ),
            models.CheckConstraint(
                name="booking_has_one_host",
                condition=exactly_one("company", "host_school", "host_network"),
                violation_error_message="Une demande a un seul accueillant.",
            ),
            models.CheckConstraint(
                name="booking_has_one_guest",
                condition=exactly_one("school", "guest_company"),
                violation_error_message="Une demande vient d’un établissement ou d’une entreprise.",
            ),
            models.CheckConstraint(
                name="booking_of_pupils_has_a_class_group",
                condition=~Q(kind__in=OfferKind.with_class_group()) | Q(class_group__isnull=False),
                violation_error_message="Indiquez la classe ou le groupe qui vient.",
            ),
            models.CheckConstraint(
                name="booking_is_on_a_slot_or_agreed_elsewhere",
                condition=Q(origin=Origin.REQUEST, slot__isnull=False, offer__isnull=False)
                | Q(origin=Origin.ELSEWHERE, agreed_on__isnull=False)
                & ~Q(agreed_with="")
                & ~Q(agreed_by=""),
                violation_error_message="Dites quand, avec qui et comment l’accord a été pris.",
            ),
            models.CheckConstraint(
                name="booking_is_of_somebody",
                condition=Q(girls__gt=0) | Q(boys__gt=0) | Q(unspecified__gt=0) | Q(adults__gt=0),
                violation_error_message="Indiquez combien de personnes viennent.",
            ),
            models.CheckConstraint(
                name="booking_refused_with_a_reason",
                condition=~Q(state=BookingState.REFUSED) | ~Q(refusal_reason=""),
                violation_error_message="Un refus porte un motif.",
            ),
            models.CheckConstraint(
                name="booking_cancelled_with_a_reason",
                condition=~Q(state=BookingState.CANCELLED)
                | ~Q(cancel_reason="") & ~Q(cancelled_by_side=""),
                violation_error_message="Une annulation porte un motif.",
            ),
            models.CheckConstraint(
                name="booking_over_holds_no_seat",
                condition=Q(seats_held=0)
                # The seats of who did not come were kept for them: nobody else had them.
                | Q(state__in=(*PENDING, *TAKEN, BookingState.MISSED)),
                violation_error_message="Une demande close ne tient aucune place.",
            ),
            models.UniqueConstraint(
                name="booking_once_per_slot_and_group",
                fields=["slot", "class_group"],
                condition=Q(state__in=(*PENDING, *TAKEN)),
                violation_error_message="Cette classe a déjà une demande sur ce créneau.",
            ),
            models.UniqueConstraint(
                name="booking_once_per_slot_and_person",
                fields=["slot", "teacher"],
                condition=Q(state__in=(*PENDING, *TAKEN), class_group__isnull=True),
                violation_error_message="Cette personne a déjà une demande sur ce créneau.",
            ),
            ExclusionConstraint(
                name="booking_group_in_one_place",
                expressions=[
                    (IdRange(F("class_group")), RangeOperators.OVERLAPS),
                    (days(F("starts_on"), F("ends_on")), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=TAKEN, class_group__isnull=False),
                violation_error_message="Cette classe est déjà attendue ailleurs à ces dates.",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-starts_on"], name="booking_of_company"),
            models.Index(fields=["school", "-starts_on"], name="booking_of_school"),
            models.Index(
                fields=["expires_on"], name="booking_to_expire", condition=Q(state="sent")
            ),
            models.Index(
                fields=["ends_on"], name="booking_to_finish", condition=Q(state="accepted")
            ),
            models.Index(
                fields=["ends_on"], name="booking_to_erase", condition=Q(people_erased_on=None)
            ),
            models.Index(fields=["school_year", "kind", "state"], name="booking_figures"),
            email_index("contact_email", "booking_email"),
        ]

    def __str__(self):
        return f"{OfferKind(self.kind).label} du {self.starts_on:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("partnerships:booking", args=[self.pk])

    @property
    def host(self):
        return self.company or self.host_school or self.host_network

    @property
    def guest(self):
        return self.school or self.guest_company

    @property
    def headcount(self):
        """Seats that it takes: pupils when a group comes, else the adults."""
        return self.pupils if self.class_group_id else self.adults

    @property
    def pupils(self):
        return self.girls + self.boys + self.unspecified

    @property
    def is_confirmed_by_phone_only(self):
        """R-IM-1: agreed elsewhere, and the host has not confirmed by its link."""
        return self.origin == Origin.ELSEWHERE and self.host_confirmed_at is None

    @property
    def state_label(self):
        if self.state == BookingState.ACCEPTED and self.is_confirmed_by_phone_only:
            return f"Confirmée {AgreedBy(self.agreed_by).label}"
        return BookingState(self.state).label
