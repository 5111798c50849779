"""The limits of presence that the education authority sets, by dated versions (R-PL-3)."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from accounts.enums import Role
from directory.models.dated import DatedByAcademy, DatedQuerySet
from placements.enums import SoftLimit
from placements.rules.presence import OBSERVATION, Limits

SETTERS = frozenset({Role.EDUCATION_AUTHORITY, Role.ADMINISTRATOR})
AS_DELIVERED = "Limites livrées avec le portail"
# No derogation to these two (R-PL-3): a version may only be narrower.
FIRST_HOUR, LAST_HOUR = OBSERVATION.earliest, OBSERVATION.latest
WEEK_MINUTES = 7 * 24 * 60


class PresenceLimitsQuerySet(DatedQuerySet):
    def visible_to(self, actor):
        return self if actor.role in SETTERS else self.none()


def warned_at_first():
    return list(OBSERVATION.warned)


def _minutes(label, name):
    return models.PositiveSmallIntegerField(label, default=getattr(OBSERVATION, name))


class PresenceLimits(DatedByAcademy):
    """How long and when a pupil may be present; minutes, or minutes since midnight.

    `warnings` names the limits that warn instead of refusing. Never edited: an agreement
    keeps the version that it was checked with.
    """

    earliest = _minutes("pas de présence avant", "earliest")
    latest = _minutes("ni après", "latest")
    day = _minutes("présence par jour, au plus", "day")
    week = _minutes("présence par semaine, au plus", "week")
    young = models.PositiveSmallIntegerField("élève jeune avant (ans)", default=OBSERVATION.young)
    young_week = _minutes("présence d’un élève jeune par semaine, au plus", "young_week")
    stretch = _minutes("présence d’affilée, au plus", "stretch")
    rest_in_day = _minutes("pause dans la journée, au moins", "rest_in_day")
    night = _minutes("repos d’un jour à l’autre, au moins", "night")
    warnings = ArrayField(
        models.CharField(max_length=12, choices=SoftLimit),
        verbose_name="simples avertissements",
        default=warned_at_first,
        blank=True,
    )

    objects = PresenceLimitsQuerySet.as_manager()

    class Meta:
        verbose_name = "limites de présence"
        verbose_name_plural = "limites de présence"
        ordering = [F("academy").asc(nulls_first=True), "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["academy", "version"],
                name="placements_limits_version_once",
                nulls_distinct=False,
                violation_error_message="Cette version existe déjà.",
            ),
            models.CheckConstraint(
                name="placements_limits_hours_of_day",
                condition=Q(
                    earliest__gte=FIRST_HOUR, latest__lte=LAST_HOUR, earliest__lt=F("latest")
                ),
                violation_error_message="Pas de présence avant 6 h ni après 20 h : "
                "aucune dérogation n’est possible.",
            ),
            models.CheckConstraint(
                name="placements_limits_in_order",
                condition=Q(day__gt=0, day__lte=F("week"), week__lte=WEEK_MINUTES)
                & Q(young_week__gt=0, young_week__lte=F("week"))
                & Q(stretch__gt=0, stretch__lte=F("day"), night__lt=24 * 60),
                violation_error_message="Les durées vont en croissant : d’affilée, par jour, "
                "par semaine.",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="limits_never_change", operation=pgtrigger.Update | pgtrigger.Delete
            ),
        ]

    def __str__(self):
        return self.in_words

    @property
    def values(self):
        """What the pure rules take."""
        numbers = {name: getattr(self, name) for name in NUMBERS}
        return Limits(**numbers, warned=tuple(sorted(self.warnings)))

    def of(self, _birth_date, _first_day, *, derogated=False):
        """The limits of presence of one pupil: the same for all, without derogation (R-PL-3)."""
        return self.values


NUMBERS = (
    "earliest",
    "latest",
    "day",
    "week",
    "young",
    "young_week",
    "stretch",
    "rest_in_day",
    "night",
)
