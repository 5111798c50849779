"""Events of the school–business year: what, where, when, by whom."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.enums import Role
from directory.history import tracked
from directory.models import Department, Municipality, SchoolYear
from events.enums import EventKind, EventState

ORGANISERS = frozenset(
    {
        Role.RBDE,
        Role.DEPARTMENT_SUPERVISOR,
        Role.DEPARTMENT_OFFICE,
        Role.MISSION_OFFICER,
        Role.EDUCATION_AUTHORITY,
        Role.BRANCH_OFFICER,
    }
)


class EventQuerySet(models.QuerySet):
    def public(self):
        return self.exclude(state=EventState.DRAFT)

    def upcoming(self, now=None):
        return self.filter(ends_at__gte=now or timezone.now())

    def past(self, now=None):
        return self.filter(ends_at__lt=now or timezone.now())

    def visible_to(self, actor):
        """Published events to everyone; drafts to organisers of the département."""
        if actor.is_administrator:
            return self
        if actor.user and actor.role in ORGANISERS:
            drafts_here = Q(department__in=actor.department_codes)
            return self.filter(~Q(state=EventState.DRAFT) | drafts_here)
        return self.public()


@tracked
class Event(models.Model):
    """One event with its place and hours; a Saturday forum is fine (R-ID-9 warns, never blocks)."""

    title = models.CharField("titre", max_length=150)
    kind = models.CharField("type", max_length=20, choices=EventKind)
    organiser = models.CharField("organisateur", max_length=150)
    presentation = models.TextField("présentation", blank=True)
    starts_at = models.DateTimeField("début")
    ends_at = models.DateTimeField("fin")
    place = models.CharField("lieu", max_length=200)
    municipality = models.ForeignKey(
        Municipality, verbose_name="commune", on_delete=models.PROTECT, null=True, blank=True
    )
    department = models.ForeignKey(
        Department, verbose_name="département", on_delete=models.PROTECT, related_name="programme"
    )
    school_year = models.ForeignKey(
        SchoolYear,
        verbose_name="année scolaire",
        on_delete=models.PROTECT,
        related_name="programme",
    )
    capacity = models.PositiveIntegerField("nombre de places", null=True, blank=True)
    state = models.CharField("état", max_length=10, choices=EventState, default=EventState.DRAFT)
    # What it realises of a local committee (R-CL-4).
    committee_action = models.ForeignKey(
        "clee.Action",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="realising_events",
        verbose_name="action de comité",
    )

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "événement"
        ordering = ["starts_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="event_ends_after_start",
                violation_error_message="La fin de l’événement précède son début.",
            )
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return f"/evenements/{self.pk}/"
