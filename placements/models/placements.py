"""Placements of one pupil and, host by host, the days spent there."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.enums import Role
from directory.enums import Level, SpecialKind
from directory.history import tracked
from directory.indexes import email_index
from directory.models import ClassGroup, Company, School, SchoolYear
from directory.ranges import IdRange, days
from placements.enums import (
    HELD,
    OPEN,
    SHOWN,
    CancelReason,
    PlacementKind,
    PlacementState,
    Sex,
    Source,
)
from placements.enums.follow_up import MissedReason
from placements.models.campaigns import Campaign
from placements.models.pfmp_hosts import HostAsk
from placements.models.pupils import Pupil, of_pupils


class PlacementQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Who may read the pupil's name, and the host once the placement is its own: from
        the moment the school has recorded it (DOMAIN §8)."""
        if actor.is_administrator:
            return self
        mine = of_pupils(actor)
        if mine is not None:
            return self.filter(mine)
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            stays = Stay.objects.filter(company__in=actor.company_ids)
            return self.filter(state__in=SHOWN, pk__in=stays.values("placement"))
        return self.none()

    def held(self):
        """The pupil has a host."""
        return self.filter(state__in=HELD)

    def open(self):
        return self.filter(state__in=OPEN)

    def for_pupil(self, pupil):
        return self.filter(pupil=pupil)

    def of_year(self, school_year):
        return self.filter(school_year=school_year)


@tracked
class Placement(models.Model):
    """One pupil's placement, at one host's or at several (R-PL-8), whatever became of it.

    `level`, `audience` and `sex` are copied, and the distance from home at the erasure: the
    figures outlive the pupil's row, which is erased one year after (DOMAIN §8).
    """

    pupil = models.ForeignKey(
        Pupil, models.SET_NULL, null=True, related_name="placements", verbose_name="élève"
    )
    school = models.ForeignKey(
        School,
        models.PROTECT,
        db_index=False,  # the first column of an index below
        related_name="placements",
        verbose_name="établissement",
    )
    class_group = models.ForeignKey(
        ClassGroup, models.PROTECT, related_name="placements", verbose_name="classe"
    )
    school_year = models.ForeignKey(
        SchoolYear, models.PROTECT, related_name="placements", verbose_name="année scolaire"
    )
    # Of a PFMP: it stays the same when the period is moved.
    period = models.ForeignKey(
        Campaign,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="placements",
        verbose_name="période",
    )
    # The place that a company accorded, given to this pupil.
    host_ask = models.ForeignKey(
        HostAsk,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="placements",
        verbose_name="place accordée",
    )
    kind = models.CharField(
        "nature", max_length=12, choices=PlacementKind, default=PlacementKind.OBSERVATION
    )
    source = models.CharField("origine", max_length=10, choices=Source)
    state = models.CharField("état", max_length=10, choices=PlacementState)
    level = models.CharField("niveau", max_length=12, choices=Level)
    audience = models.CharField(
        "public prioritaire", max_length=14, choices=SpecialKind, blank=True
    )
    sex = models.CharField("sexe", max_length=1, choices=Sex, blank=True)
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    referent = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="placements_followed",
        verbose_name="référent",
    )
    cancel_reason = models.CharField(
        "motif d’annulation", max_length=12, choices=CancelReason, blank=True
    )
    missed_reason = models.CharField(
        "motif de non-réalisation", max_length=7, choices=MissedReason, blank=True
    )
    distance_km = models.PositiveSmallIntegerField(
        "distance du domicile en km", null=True, blank=True, editable=False
    )
    comment = models.CharField("précision", max_length=300, blank=True)
    # What it realises of a local committee: counted there, never typed again (R-CL-4).
    committee_action = models.ForeignKey(
        "clee.Action",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="placements",
        verbose_name="action de comité",
    )
    recorded_at = models.DateTimeField("enregistré le", auto_now_add=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = "stage"
        verbose_name_plural = "stages"
        ordering = ["starts_on", "id"]
        # The years of a school stay for ever: its pages and its report read one of them.
        indexes = [models.Index(fields=["school", "school_year"], name="placement_of_school")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="placements_placement_days",
                violation_error_message="Le dernier jour précède le premier.",
            ),
            ExclusionConstraint(
                name="placements_one_at_a_time",
                expressions=[
                    (IdRange("pupil"), RangeOperators.OVERLAPS),
                    (days("starts_on", "ends_on"), RangeOperators.OVERLAPS),
                ],
                condition=Q(state__in=HELD, pupil__isnull=False),
                violation_error_message="Cet élève a déjà un stage à ces dates.",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlacementState.CANCELLED) | ~Q(cancel_reason=""),
                name="placements_cancelled_why",
                violation_error_message="Une annulation a un motif.",
            ),
            models.CheckConstraint(
                condition=~Q(state=PlacementState.MISSED) | ~Q(missed_reason=""),
                name="placements_missed_why",
                violation_error_message="Un stage non réalisé a un motif.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.class_group}"

    def get_absolute_url(self):
        return reverse("placements:placement", args=[self.pk])


class StayQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """With their placement; a host reads its own days only."""
        if actor.is_administrator:
            return self
        visible = self.filter(placement__in=Placement.objects.visible_to(actor))
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            return visible.filter(company__in=actor.company_ids)
        return visible


@tracked(part_of="placement")
class Stay(models.Model):
    """The days of a placement at one host's, and who follows the pupil there.

    `table` holds the hours of each weekday, Monday first, as minutes since midnight:
    `[[[540, 720], [810, 1020]], …]` (`rules_presence.WeekTable`).
    """

    placement = models.ForeignKey(
        Placement,
        models.CASCADE,
        db_index=False,  # the first column of an index below
        related_name="stays",
        verbose_name="stage",
    )
    company = models.ForeignKey(
        Company, models.PROTECT, related_name="stays", verbose_name="accueillant"
    )
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    table = models.JSONField("horaires", default=list, blank=True)
    place = models.CharField("lieu, si différent du siège", max_length=200, blank=True)
    tutor_name = models.CharField("tuteur", max_length=120, blank=True)
    tutor_function = models.CharField("fonction du tuteur", max_length=120, blank=True)
    tutor_email = models.EmailField("courriel du tuteur", blank=True)
    tutor_phone = models.CharField("téléphone du tuteur", max_length=20, blank=True)
    activities = models.TextField("activités prévues", max_length=2000, blank=True)

    objects = StayQuerySet.as_manager()

    class Meta:
        verbose_name = "accueil"
        verbose_name_plural = "accueils"
        ordering = ["starts_on", "id"]
        # The first host of a placement, which figures count, is read from the index alone.
        indexes = [
            models.Index(
                fields=["placement", "starts_on", "id"],
                include=["company"],
                name="placements_first_host",
            ),
            email_index("tutor_email", "placements_tutor_email"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="placements_stay_days",
                violation_error_message="Le dernier jour précède le premier.",
            ),
        ]

    def __str__(self):
        return str(self.company)
