"""When the pupils of a school are on placement: the beginnings of the placement floor."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from directory.enums import Level
from directory.history import tracked
from directory.models import School, SchoolYear


class CampaignQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Everyone: the calendar of placement weeks is sent to companies (R-CL-3)."""
        return self

    def managed_by(self, actor):
        """The campaigns that `actor` may set: those of the schools they manage."""
        if actor.is_administrator:
            return self
        if not actor.is_school_management:
            return self.none()
        return self.filter(school__in=actor.school_ids)

    def upcoming(self, day=None):
        return self.filter(ends_on__gte=day or timezone.localdate())

    def overlapping(self, school, level, starts_on, ends_on):
        return self.filter(
            school=school, level=level, starts_on__lte=ends_on, ends_on__gte=starts_on
        )


@tracked(part_of="school")
class Campaign(models.Model):
    """The window in which the pupils of one level of one school are on placement (R-PL-1).

    Both days belong to the window. A school may have several windows for one level.
    """

    school = models.ForeignKey(
        School, verbose_name="établissement", on_delete=models.CASCADE, related_name="campaigns"
    )
    school_year = models.ForeignKey(
        SchoolYear,
        verbose_name="année scolaire",
        on_delete=models.PROTECT,
        related_name="campaigns",
    )
    level = models.CharField("niveau", max_length=12, choices=Level)
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    label = models.CharField("précision", max_length=80, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "période de stage"
        verbose_name_plural = "périodes de stage"
        ordering = ["starts_on", "school", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="campaign_ends_after_start",
                violation_error_message="Le dernier jour précède le premier.",
            ),
            models.UniqueConstraint(
                fields=["school", "level", "starts_on"],
                name="campaign_once_per_level_and_day",
                violation_error_message="Cette période existe déjà.",
            ),
        ]

    def __str__(self):
        return f"{self.get_level_display()}, {self.school}"
