"""What happens during a placement: visits and calls, who was there, incidents.

All of it is about one pupil: who reads it is who reads the name (DOMAIN §8), never the host
but what it wrote itself, on its own pages. Erased with the pupil (`workflow.erasure`).
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.enums import Role
from directory.history import tracked
from placements.enums.follow_up import Alert, Half, IncidentKind, Teller, VisitKind
from placements.enums.vocational import Fits
from placements.models.placements import Placement
from placements.models.pupils import OfPupilQuerySet


class OfPlacementQuerySet(OfPupilQuerySet):
    path = "placement__"


class VisitQuerySet(OfPlacementQuerySet):
    def visible_to(self, actor):
        """Management, RBDE and referents: what a visit found is not for the office."""
        if actor.role == Role.OFFICE_STAFF:
            return self.none()
        return super().visible_to(actor)

    def done(self):
        return self.exclude(done_on=None)

    def planned(self):
        return self.filter(done_on=None)


@tracked(part_of="placement")
class Visit(models.Model):
    """A visit or a call of who follows the pupil: planned, then told of."""

    placement = models.ForeignKey(
        Placement, models.CASCADE, related_name="visits", verbose_name="stage"
    )
    kind = models.CharField("nature", max_length=5, choices=VisitKind)
    planned_on = models.DateField("prévue le", null=True, blank=True)
    done_on = models.DateField("faite le", null=True, blank=True)
    alert = models.CharField("alerte", max_length=6, choices=Alert, blank=True)
    met = models.CharField("personnes rencontrées", max_length=200, blank=True)
    fits = models.CharField("activités", max_length=6, choices=Fits, blank=True)
    note = models.TextField("compte rendu", max_length=1000, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="placement_visits",
        verbose_name="par",
    )
    recorded_at = models.DateTimeField("enregistrée le", auto_now_add=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = "visite ou appel"
        verbose_name_plural = "visites et appels"
        ordering = ["-done_on", "planned_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on=None, alert="", planned_on__isnull=False)
                | (Q(done_on__isnull=False) & ~Q(alert="")),
                name="placements_visit_told_or_planned",
                violation_error_message="Une visite a un jour prévu, ou un jour et une alerte.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, stage n° {self.placement_id}"


@tracked(part_of="placement")
class PresenceDay(models.Model):
    """Whether the pupil was there on one day, as one side says it; of both, the school's word
    stands. A day belongs to one host (R-PL-8)."""

    placement = models.ForeignKey(
        Placement, models.CASCADE, related_name="presences", verbose_name="stage"
    )
    day = models.DateField("jour")
    side = models.CharField("relevée par", max_length=6, choices=Teller)
    morning = models.CharField("matin", max_length=7, choices=Half, blank=True)
    afternoon = models.CharField("après-midi", max_length=7, choices=Half, blank=True)
    taken_at = models.DateTimeField("relevée le", default=timezone.now)
    taken_by = models.CharField("relevée par (nom)", max_length=250)

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        verbose_name = "présence d’un élève"
        verbose_name_plural = "présences d’un élève"
        ordering = ["placement", "day", "side"]
        constraints = [
            models.UniqueConstraint(
                fields=["placement", "day", "side"],
                name="placements_presence_once",
                violation_error_message="La présence de ce jour est déjà relevée.",
            ),
            models.CheckConstraint(
                condition=~Q(morning="", afternoon=""),
                name="placements_presence_said",
                violation_error_message="Indiquez la présence d’une demi-journée au moins.",
            ),
        ]

    def __str__(self):
        return f"présence du {self.day:%d/%m/%Y}, stage n° {self.placement_id}"


@tracked(part_of="placement")
class Incident(models.Model):
    """What went wrong and what was done about it, told by the host or by the school."""

    placement = models.ForeignKey(
        Placement, models.CASCADE, related_name="incidents", verbose_name="stage"
    )
    kind = models.CharField("nature", max_length=10, choices=IncidentKind)
    day = models.DateField("jour")
    hour = models.TimeField("heure", null=True, blank=True)
    place = models.CharField("lieu précis", max_length=200, blank=True)
    what = models.TextField("ce qui s’est passé", max_length=2000)
    measures = models.TextField("ce qui a été fait", max_length=2000, blank=True)
    witnesses = models.CharField("témoins", max_length=300, blank=True)
    side = models.CharField("signalé par", max_length=6, choices=Teller)
    told_by = models.CharField("signalé par (nom)", max_length=250)
    told_at = models.DateTimeField("signalé le", default=timezone.now)

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        verbose_name = "incident"
        verbose_name_plural = "incidents"
        ordering = ["-told_at", "-pk"]

    def __str__(self):
        return f"{self.get_kind_display()}, stage n° {self.placement_id}"
