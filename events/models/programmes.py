"""Programmes: dated editions that gather events and slots of many organisers (DOMAIN §6)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from directory.french import period
from directory.history import tracked, tracked_links
from events.enums import EventState
from events.enums.programme import EntryState, ProgrammeState
from events.models.events import OFFICERS, Event
from events.models.themes import Theme
from partnerships.enums import OfferState, SlotState
from partnerships.models import Offer, Slot


class ProgrammeQuerySet(models.QuerySet):
    def managed_by(self, actor):
        """The education authority's own."""
        if actor.is_administrator:
            return self
        is_authority = actor.role == Role.EDUCATION_AUTHORITY and actor.department_codes
        return self if is_authority else self.none()

    def announced(self):
        return self.exclude(state=ProgrammeState.DRAFT)

    def visible_to(self, actor):
        """Those announced to everyone; what is prepared to the authority."""
        return self.announced() | self.managed_by(actor)

    def open_to_proposals(self, today):
        """Published, and not over the last day of proposals nor of the programme."""
        rows = self.filter(state=ProgrammeState.PUBLISHED, ends_on__gte=today)
        return rows.filter(Q(proposals_until=None) | Q(proposals_until__gte=today))


@tracked
class Programme(models.Model):
    """One edition: its days, its theme of the year, its sub-themes, its page on the national
    site."""

    title = models.CharField("titre", max_length=150)
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    school_year = models.ForeignKey(
        "directory.SchoolYear", models.PROTECT, related_name="+", verbose_name="année scolaire"
    )
    theme = models.CharField("thème de l’année", max_length=150, blank=True)
    themes = models.ManyToManyField(
        Theme, blank=True, related_name="programmes", verbose_name="sous-thèmes"
    )
    presentation = models.TextField("présentation", blank=True)
    national_url = models.URLField("page du site national", blank=True)
    proposals_until = models.DateField("propositions jusqu’au", null=True, blank=True)
    state = models.CharField(
        "état", max_length=10, choices=ProgrammeState, default=ProgrammeState.DRAFT
    )

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = "programme"
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="event_programme_period",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message="Le dernier jour précède le premier.",
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("events:programme", args=[self.pk])

    @property
    def period(self):
        """« du 16 au 22 novembre 2026 »."""
        return period(self.starts_on, self.ends_on)

    def takes_proposals(self, today):
        """Whether organisers may still propose."""
        until = self.proposals_until or self.ends_on
        return self.state == ProgrammeState.PUBLISHED and today <= min(until, self.ends_on)


def proposable_offers(actor):
    """The offers whose slots the actor may have join: their own, those of their territory for
    an officer."""
    if actor.is_administrator:
        return Offer.objects.published()
    mine = Offer.objects.managed_by(actor)
    if actor.role in OFFICERS:
        mine = mine | Offer.objects.filter(department__in=actor.department_codes)
    return mine.filter(state=OfferState.PUBLISHED)


class ProgrammeEntryQuerySet(models.QuerySet):
    def shown(self):
        """Accepted, and still what it was: an announced event, a slot that is open."""
        slot = Q(slot__state=SlotState.OPEN, slot__offer__state=OfferState.PUBLISHED)
        event = Q(event__isnull=False) & ~Q(event__state=EventState.DRAFT)
        return self.filter(slot | event, state=EntryState.ACCEPTED)

    def decided_by(self, actor):
        """Those of the actor's territory."""
        if actor.is_administrator:
            return self
        if actor.role not in OFFICERS:
            return self.none()
        return self.filter(department__in=actor.department_codes)

    def of_organiser(self, actor):
        """Those of the events and of the slots that the actor holds."""
        if actor.user is None or actor.role is None:
            return self.none()
        events = Event.objects.managed_by(actor)
        return self.filter(Q(event__in=events) | Q(slot__offer__in=Offer.objects.managed_by(actor)))

    def visible_to(self, actor):
        """What the public page shows to all; the others to the officer and to who proposed."""
        public = self.shown().exclude(programme__state=ProgrammeState.DRAFT)
        if actor.user is None:
            return public
        return public | self.decided_by(actor) | self.of_organiser(actor)

    def waiting(self):
        return self.filter(state=EntryState.PROPOSED, programme__state=ProgrammeState.PUBLISHED)

    def for_lists(self):
        return self.select_related(
            "programme",
            "department",
            "theme",
            "event__department",
            "event__municipality",
            "slot__offer__department",
        )


@tracked
class ProgrammeEntry(models.Model):
    """An event, or a slot of an offer (typed once: dates, place and seats stay its own), in a
    programme."""

    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="entries", verbose_name="programme"
    )
    event = models.ForeignKey(
        Event,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name="événement",
    )
    # Of any type for the checker: it is there whenever the event is not.
    slot: Any = models.ForeignKey(
        Slot, models.CASCADE, null=True, blank=True, related_name="entries", verbose_name="créneau"
    )
    # Who decides: of the event or of the offer when it was proposed.
    department = models.ForeignKey(
        "directory.Department", models.PROTECT, related_name="+", verbose_name="département"
    )
    theme = models.ForeignKey(
        Theme,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="entries",
        verbose_name="sous-thème",
    )
    label_number = models.CharField("numéro de label national", max_length=40, blank=True)
    national_url = models.URLField("lien sur le site national", blank=True)
    message = models.TextField("message", max_length=1000, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="proposé par",
    )
    proposed_at = models.DateTimeField("proposé le", default=timezone.now)
    decided_at = models.DateTimeField("décidé le", null=True, blank=True)
    reason = models.CharField("motif", max_length=250, blank=True)
    state = models.CharField("état", max_length=10, choices=EntryState, default=EntryState.PROPOSED)

    year_through = "programme"
    objects = ProgrammeEntryQuerySet.as_manager()

    class Meta:
        verbose_name = "entrée de programme"
        verbose_name_plural = "entrées de programmes"
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="event_entry_of_one",
                condition=Q(event=None, slot__isnull=False) | Q(event__isnull=False, slot=None),
                violation_error_message="Une entrée est un événement ou un créneau.",
            ),
            models.CheckConstraint(
                name="event_entry_refused_with_a_reason",
                condition=~Q(state="refused") | ~Q(reason=""),
                violation_error_message="Un refus porte un motif.",
            ),
            models.UniqueConstraint(
                name="event_entry_once",
                fields=["programme", "event", "slot"],
                condition=Q(state__in=("proposed", "accepted")),
                nulls_distinct=False,
                violation_error_message="Cet événement ou ce créneau est déjà dans le programme.",
            ),
        ]

    def __str__(self):
        return str(self.event) if self.event else self.slot.offer.title

    def get_absolute_url(self):
        return reverse("events:entry", args=[self.pk])

    @property
    def organiser(self):
        return self.event.organiser if self.event else self.slot.offer.host_name

    @property
    def days(self):
        """Its first and last day."""
        if self.event:
            ends = (self.event.starts_at, self.event.ends_at)
            return tuple(timezone.localdate(at) for at in ends)
        return (self.slot.starts_on, self.slot.ends_on)

    @property
    def period(self):
        return period(*self.days)


tracked_links(Programme, "themes")
