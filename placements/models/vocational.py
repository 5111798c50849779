"""What vocational periods add to a placement: the dated measures of the authority, what hosts
declare, the end before time (R-PF-1, R-PF-2, R-PF-5)."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.enums import Role
from directory.history import tracked
from directory.models import Company
from directory.models.dated import DatedByAcademy, DatedQuerySet
from placements.enums.vocational import Declared, EndReason, PfmpMeasure
from placements.models.follow_up import OfPlacementQuerySet
from placements.models.parameters import SETTERS
from placements.models.placements import Placement, Stay
from placements.rules.pfmp import (
    DELIVERED,
    MOST_FEW,
    MOST_FROM,
    MOST_PERCENT,
    Measures,
    limits_for,
)

NUMBERS = ("trainees", "percent", "from_staff", "few", "young_day", "load")
# No pupil under sixteen is there longer (Code du travail, L3162-1).
LONGEST_YOUNG_DAY = 8 * 60


class PfmpLimitsQuerySet(DatedQuerySet):
    def visible_to(self, actor):
        return self if actor.role in SETTERS else self.none()


def _number(label, name):
    return models.PositiveSmallIntegerField(label, default=getattr(DELIVERED, name))


class PfmpLimits(DatedByAcademy):
    """The limits of vocational periods that an education authority sets (R-PF-2, R-PF-5).

    `warnings` names what warns instead of refusing. Never edited: an agreement keeps the
    version that it was checked with.
    """

    trainees = _number("stagiaires d’un tuteur à la fois, au plus", "trainees")
    percent = _number("stagiaires d’un accueillant, en % de l’effectif", "percent")
    from_staff = _number("à partir de (personnes)", "from_staff")
    few = _number("en dessous, stagiaires au plus", "few")
    young_day = _number("présence par jour avant 16 ans, au plus", "young_day")
    load = _number("alerte au-delà de (élèves d’un même référent)", "load")
    warnings = ArrayField(
        models.CharField(max_length=12, choices=PfmpMeasure),
        verbose_name="simples avertissements",
        default=list,
        blank=True,
    )

    objects = PfmpLimitsQuerySet.as_manager()

    class Meta:
        verbose_name = "limites des PFMP"
        verbose_name_plural = "limites des PFMP"
        ordering = [F("academy").asc(nulls_first=True), "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["academy", "version"],
                name="placements_pfmp_version_once",
                nulls_distinct=False,
                violation_error_message="Cette version existe déjà.",
            ),
            models.CheckConstraint(
                name="placements_pfmp_host",
                condition=Q(
                    percent__range=(1, MOST_PERCENT),
                    from_staff__range=(1, MOST_FROM),
                    few__range=(1, MOST_FEW),
                ),
                violation_error_message=f"Au plus {MOST_PERCENT} pour cent à partir de {MOST_FROM} "
                f"personnes, et {MOST_FEW} stagiaires en dessous.",
            ),
            models.CheckConstraint(
                name="placements_pfmp_tutor",
                condition=Q(trainees__range=(1, DELIVERED.trainees), load__gte=1),
                violation_error_message="Un tuteur suit un à trois stagiaires à la fois.",
            ),
            models.CheckConstraint(
                name="placements_pfmp_young_day",
                condition=Q(young_day__range=(60, LONGEST_YOUNG_DAY)),
                violation_error_message="Avant 16 ans, huit heures par jour au plus.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="pfmp_limits_never_change", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self):
        return self.in_words

    @property
    def values(self):
        """What the pure rules take."""
        numbers = {name: getattr(self, name) for name in NUMBERS}
        return Measures(**numbers, warned=tuple(sorted(self.warnings)))

    def of(self, birth_date, first_day, *, derogated=False):
        """The limits of presence of one pupil (R-PF-5)."""
        return limits_for(birth_date, first_day, self.values, derogated=derogated)


class HostDeclarationQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The host's own; the schools that have pupils there; the authority."""
        if actor.is_administrator or actor.role in SETTERS:
            return self
        if actor.role == Role.COMPANY_REPRESENTATIVE:
            return self.filter(company__in=actor.company_ids)
        stays = Stay.objects.filter(placement__school__in=actor.school_ids)
        return self.filter(company__in=stays.values("company"))


@tracked(part_of="company")
class HostDeclaration(models.Model):
    """What a host says of itself, with the day it is true of (R-PF-1, R-PF-2, R-PF-5): how
    many people work for its SIREN; its declaration to the labour inspection, valid three
    years; the derogation of its sector and its basis. A new one replaces the last."""

    company = models.ForeignKey(
        Company, models.CASCADE, related_name="declarations", verbose_name="accueillant"
    )
    kind = models.CharField("nature", max_length=8, choices=Declared)
    declared_on = models.DateField("en date du", default=timezone.localdate)
    staff = models.PositiveIntegerField("effectif", null=True, blank=True)
    basis = models.CharField("fondement", max_length=200, blank=True)
    recorded_at = models.DateTimeField("enregistrée le", auto_now_add=True)

    objects = HostDeclarationQuerySet.as_manager()

    class Meta:
        verbose_name = "déclaration d’un accueillant"
        verbose_name_plural = "déclarations d’un accueillant"
        ordering = ["-declared_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="placements_declared_staff",
                condition=(Q(kind=Declared.STAFF) & Q(staff__isnull=False))
                | (~Q(kind=Declared.STAFF) & Q(staff=None)),
                violation_error_message="Un effectif est un nombre de personnes.",
            ),
        ]
        indexes = [models.Index(fields=["company", "kind", "-declared_on"])]

    def __str__(self):
        return f"{self.get_kind_display()}, {self.declared_on:%d/%m/%Y}"


@tracked(part_of="placement")
class EarlyEnd(models.Model):
    """A placement that stopped before its last day: what was done counts, the agreement that
    was signed stays, the pupil is free from the next day on (R-AG-3)."""

    placement = models.OneToOneField(
        Placement, models.CASCADE, related_name="early_end", verbose_name="stage"
    )
    planned_until = models.DateField("dernier jour prévu")
    reason = models.CharField("motif", max_length=9, choices=EndReason)
    comment = models.CharField("précision", max_length=300, blank=True)
    replacement = models.OneToOneField(
        Placement,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="replaces",
        verbose_name="stage de remplacement",
    )
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="par",
    )
    told_at = models.DateTimeField("enregistrée le", auto_now_add=True)

    objects = OfPlacementQuerySet.as_manager()

    class Meta:
        verbose_name = "fin anticipée d’un stage"
        verbose_name_plural = "fins anticipées de stages"

    def __str__(self):
        return self.get_reason_display()
