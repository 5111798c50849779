"""Sessions of events: what a person registers to."""

from django.db import models
from django.db.models import F, Q

from directory.history import tracked
from events.enums import EventState
from events.models.events import Event


class SessionQuerySet(models.QuerySet):
    def standing(self):
        """Those that were not cancelled."""
        return self.filter(cancelled_at=None)

    def with_seats_left(self):
        """Those that one may still enter."""
        free = Q(capacity=None) | Q(seats_taken__lt=F("capacity"))
        return self.standing().filter(free).exclude(event__state=EventState.CANCELLED)

    def managed_by(self, actor):
        return self.filter(event__in=Event.objects.managed_by(actor))

    def visible_to(self, actor):
        """Those of the events that the actor reads."""
        return self.filter(event__in=Event.objects.visible_to(actor))


@tracked(part_of="event", exclude=["seats_taken"])
class Session(models.Model):
    """One time and room of an event, with its own seats; an event has one at least.

    The times of its event are those of its first and last sessions.
    """

    event = models.ForeignKey(
        Event, models.CASCADE, related_name="sessions", verbose_name="événement"
    )
    title = models.CharField("titre", max_length=150, blank=True)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    room = models.CharField("salle", max_length=100, blank=True)
    capacity = models.PositiveIntegerField(
        "nombre de places", null=True, blank=True, help_text="Vide : sans limite."
    )
    # What registrations hold (`partnerships.seats`): confirmed, or offered until a time.
    seats_taken = models.PositiveIntegerField("places prises", default=0, editable=False)
    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True, editable=False)
    # Grows with each change that calendars must hear of.
    sequence = models.PositiveSmallIntegerField(default=0, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_session_ends_after_start",
                violation_error_message="La fin de la séance précède son début.",
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1),
                name="event_session_has_seats",
                violation_error_message="Une séance offre au moins une place.",
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(seats_taken__lte=F("capacity")),
                name="event_session_never_oversold",
                violation_error_message="Des inscriptions tiennent déjà ces places.",
            ),
        ]

    def __str__(self):
        return self.title or str(self.event)

    @property
    def seats_left(self):
        """How many seats are free; None without a limit."""
        return None if self.capacity is None else self.capacity - self.seats_taken
