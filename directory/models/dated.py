"""What an education authority sets by dated versions, for the région or for its académie."""

import datetime as dt

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from directory.french import full_day
from directory.models.territories import Academy

EVERYWHERE = "Toutes les académies"
# Of the versions that are delivered with the portal.
THE_BEGINNING = dt.date(2020, 1, 1)


class DatedQuerySet(models.QuerySet):
    def applying(self, school_id=None, day=None):
        """The versions that apply to a school (None: common to all) on a day, default today;
        the one to follow first: the académie's own, else the common one, the latest of it."""
        common_or_own = Q(academy=None)
        if school_id is not None:
            common_or_own |= Q(academy__departments__schools=school_id)
        rows = self.filter(common_or_own, valid_from__lte=day or timezone.localdate())
        return rows.order_by(F("academy").asc(nulls_last=True), "-version")

    def latest_of(self, academy_id):
        """The last version for an académie (None: the common one), even of a day to come."""
        return self.filter(academy=academy_id).order_by("-version").first()


class DatedByAcademy(models.Model):
    """One version; a change is a new version, so that what was decided with one can be read
    with it. `academy` None is common to all; an académie's own goes first."""

    academy = models.ForeignKey(
        Academy,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="académie",
    )
    version = models.PositiveIntegerField("version", editable=False)
    valid_from = models.DateField("applicable à partir du", default=timezone.localdate)
    note = models.CharField("motif de la version", max_length=200, blank=True)
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    class Meta:
        abstract = True

    @property
    def place(self):
        return str(self.academy) if self.academy_id else EVERYWHERE

    @property
    def in_words(self):
        """« version 2 (Toulouse), applicable à partir du 1er janvier 2027 »."""
        where = f" ({self.academy})" if self.academy_id else ""
        return f"version {self.version}{where}, applicable à partir du {full_day(self.valid_from)}"
