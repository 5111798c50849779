"""When the pupils of a school are on placement: the beginnings of the placement floor."""

from collections import defaultdict
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from directory.enums import Level
from directory.history import tracked
from directory.models import ClassGroup, School, SchoolYear

VOCATIONAL_LEVELS = (Level.CAP1, Level.CAP2, Level.BTS1, Level.BTS2)


def following_level(path=""):
    """The classes that follow the windows of their level, as a filter; `path` leads to them.

    A class with weeks of its own does not; nor does one that prepares a diploma, whose periods
    are set class by class (R-PF-1): the June of a 2de GT is not that of a 2de pro beside it.
    """
    return Q(**{f"{path}campaigns": None, f"{path}diploma": None})


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

    def overlapping(self, campaign):
        """Those of the same classes that meet it, itself included."""
        return self.filter(
            school=campaign.school_id,
            level=campaign.level,
            class_group=campaign.class_group_id,
            starts_on__lte=campaign.ends_on,
            ends_on__gte=campaign.starts_on,
        )

    def of_class(self, group):
        """The windows of a class: its own weeks when it has any, else those of its level,
        unless it prepares a diploma.

        `group` is a class, or the path of an outer reference to one.
        """
        if isinstance(group, str):
            key, outer = OuterRef(group), OuterRef(OuterRef(group))
            names = ("school", "level", "school_year")
            of_level = {name: OuterRef(f"{group}__{name}") for name in names}
        else:
            key = outer = group.pk
            of_level = {
                "school": group.school_id,
                "level": group.level,
                "school_year": group.school_year_id,
            }
        follows = ClassGroup.objects.filter(following_level(), pk=outer)
        return self.filter(Q(class_group=key) | Q(Exists(follows), class_group=None, **of_level))

    def by_class(self, groups):
        """{key of a class: its windows}, those of `of_class` for each of `groups`; one query."""
        groups = list(groups)
        of_level = {
            "school__in": {group.school_id for group in groups},
            "level__in": {group.level for group in groups},
            "school_year__in": {group.school_year_id for group in groups},
        }
        own = Q(class_group__in={group.pk for group in groups})
        rows: Any = self.filter(own | Q(class_group=None, **of_level)).order_by("starts_on", "pk")
        known = defaultdict(list)
        for row in rows:
            known[row.class_group_id or (row.school_id, row.level, row.school_year_id)].append(row)
        found = {}
        for group in groups:
            level = (group.school_id, group.level, group.school_year_id)
            found[group.pk] = known[group.pk] or ([] if group.diploma_id else known[level])
        return found


@tracked(part_of="school")
class Campaign(models.Model):
    """The window in which the pupils of one level of one school are on placement (R-PL-1).

    Both days belong to the window. A school may have several windows for one level; a class
    that has weeks of its own (`class_group`) or prepares a diploma does not follow them.
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
    class_group = models.ForeignKey(
        ClassGroup,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name="une seule classe",
    )
    starts_on = models.DateField("premier jour")
    ends_on = models.DateField("dernier jour")
    label = models.CharField("précision", max_length=80, blank=True)

    # What its name reads (`directory.admin_base.ScopedRelatedFilter`).
    named_with = ("school", "class_group")
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
                fields=["school", "level", "class_group", "starts_on"],
                nulls_distinct=False,
                name="campaign_once_per_level_and_day",
                violation_error_message="Cette période existe déjà.",
            ),
        ]

    def __str__(self):
        return f"{self.whom}, {self.school}"

    @property
    def is_vocational(self):
        """Whether it is a period of classes that prepare a diploma (R-PF-1): that of the one
        class, else the level says."""
        return self.is_of_diploma or self.level in VOCATIONAL_LEVELS

    @property
    def is_of_diploma(self):
        """Whether its one class prepares a diploma; the class is read with the row."""
        return self.class_group is not None and self.class_group.diploma_id is not None

    @property
    def whom(self):
        """ "3e", "3e B" of a class with weeks of its own; the class is read with the row."""
        return self.class_group.name if self.class_group else self.get_level_display()
