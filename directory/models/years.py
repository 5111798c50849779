"""School years, corrections of what is closed, corrections of the calendar."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from directory.enums import YearState
from directory.history import tracked
from directory.models.base import PublicQuerySet


@tracked
class SchoolYear(models.Model):
    """1 September to 31 August, by its first calendar year (R-ID-8)."""

    start_year = models.PositiveSmallIntegerField("année de début", primary_key=True)
    state = models.CharField(
        "état", max_length=12, choices=YearState, default=YearState.PREPARATION
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "année scolaire"
        verbose_name_plural = "années scolaires"
        ordering = ["-start_year"]
        constraints = [
            models.CheckConstraint(
                name="directory_year_range",
                condition=models.Q(start_year__range=(2000, 2200)),
                violation_error_message="L’année de début va de 2000 à 2200.",
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state=YearState.CURRENT),
                name="directory_year_one_current",
                violation_error_message="Une autre année scolaire est déjà en cours.",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        """ "2026-2027"."""
        return f"{self.start_year}-{self.start_year + 1}"

    @property
    def is_current(self):
        return self.state == YearState.CURRENT

    @property
    def is_closed(self):
        return self.state == YearState.CLOSED


class YearCorrectionQuerySet(models.QuerySet):
    def open(self, day=None):
        """Those that hold on `day` (today by default), the last day included."""
        return self.filter(ended_at=None, last_day__gte=day or timezone.localdate())

    def visible_to(self, actor):
        """The people of the school, the officers of its département; all for an
        administrator."""
        if actor.is_administrator:
            return self
        if actor.role is None:
            return self.none()
        seen = Q(school__in=actor.school_ids) | Q(department__in=actor.department_codes)
        return self.filter(seen | Q(school__department__in=actor.department_codes))


@tracked
class YearCorrection(models.Model):
    """What belongs to a closed year is written again until the last day: the rows of one
    school or, in one département, those of no school (committees, events, offers)."""

    school_year = models.ForeignKey(
        SchoolYear, models.PROTECT, related_name="+", verbose_name="année scolaire"
    )
    school = models.ForeignKey(
        "directory.School",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="établissement",
    )
    department = models.ForeignKey(
        "directory.Department",
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name="département",
    )
    reason = models.CharField("motif", max_length=250)
    opened_at = models.DateTimeField("rouverte le", default=timezone.now)
    last_day = models.DateField("jusqu’au (inclus)")
    ended_at = models.DateTimeField("terminée le", null=True)

    objects = YearCorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = "correction d’une année close"
        verbose_name_plural = "corrections d’années closes"
        ordering = ["-opened_at", "-pk"]
        indexes = [models.Index(fields=["school_year", "last_day"], name="year_correction_open")]
        constraints = [
            models.CheckConstraint(
                name="year_correction_of_one_place",
                condition=Q(school=None, department__isnull=False)
                | Q(school__isnull=False, department=None),
                violation_error_message="Une correction est celle d’un établissement ou d’un "
                "département.",
            )
        ]

    def __str__(self):
        return f"{self.school_year.label}, {self.place}"

    @property
    def place(self):
        return self.school or self.department

    @property
    def department_code(self):
        return self.school.department_id if self.school else self.department_id

    @property
    def is_open(self):
        return self.ended_at is None and self.last_day >= timezone.localdate()


@tracked
class CalendarDay(models.Model):
    """A correction of the packaged calendar, made in the admin (R-ID-9)."""

    day = models.DateField("jour")
    zone = models.CharField("zone", max_length=1, default="C")
    is_open = models.BooleanField(
        "jour ouvert", help_text="Coché : jour de classe. Décoché : jour fermé."
    )
    label = models.CharField(
        "motif", max_length=120, help_text="Par exemple : pont accordé par le recteur."
    )

    objects = PublicQuerySet.as_manager()

    class Meta:
        verbose_name = "correction du calendrier"
        verbose_name_plural = "corrections du calendrier"
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["day", "zone"],
                name="directory_calendar_day_unique",
                violation_error_message="Ce jour a déjà une correction.",
            )
        ]

    def __str__(self):
        return f"{self.day:%d/%m/%Y} : {self.label}"
