"""The plan and the review of a year: one row each, a frozen version at each filing (R-CL-5)."""

import json

from django.db import models
from django.db.models import F, Q, Value
from django.urls import reverse
from django.utils.functional import cached_property

from clee.enums import Side
from clee.enums.reviews import FROZEN, Outcome, ReviewKind, ReviewState
from clee.models.committees import Committee
from clee.models.mandates import Mandate
from directory.history import tracked
from directory.models import SchoolYear


class ReviewQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Who keeps the committee: its co-leads, the officers of its territory."""
        return self.filter(committee__in=Committee.objects.kept_by(actor).values("pk"))

    def filed(self):
        return self.filter(state__in=FROZEN)

    def for_lists(self):
        return self.select_related("committee", "school_year")


@tracked
class Review(models.Model):
    """What the co-leads write of a year. Figures are never here: they are computed until the
    filing, then read from the frozen version."""

    committee = models.ForeignKey(
        Committee, models.PROTECT, related_name="reviews", verbose_name="comité"
    )
    school_year = models.ForeignKey(
        SchoolYear, models.PROTECT, related_name="committee_reviews", verbose_name="année scolaire"
    )
    kind = models.CharField("nature", max_length=6, choices=ReviewKind)
    state = models.CharField("état", max_length=10, choices=ReviewState, default=ReviewState.DRAFT)
    texts = models.JSONField("textes", default=dict, blank=True)
    # Who validated for which side, of the filing that is prepared.
    proposed_side = models.CharField("validé par le côté", max_length=10, choices=Side, blank=True)
    proposed_by = models.CharField("validé par", max_length=250, blank=True)
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        verbose_name = "plan ou bilan de comité"
        verbose_name_plural = "plans et bilans des comités"
        ordering = ["-school_year", "kind", "committee"]
        constraints = [
            models.UniqueConstraint(
                name="clee_review_once",
                fields=["committee", "school_year", "kind"],
                violation_error_message="Ce document existe déjà pour cette année.",
            ),
            models.CheckConstraint(
                name="clee_review_proposed_by_a_side",
                condition=~Q(state=ReviewState.PROPOSED) | ~Q(proposed_side=Value("")),
                violation_error_message="Dites quel côté a validé.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.school_year}"

    def get_absolute_url(self):
        return reverse("clee:review", args=[self.pk])

    @cached_property
    def sides(self):
        """{account: side} of who co-leads the committee today."""
        running = Mandate.objects.running().filter(committee=self.committee_id)
        return dict(running.exclude(user=None).values_list("user", "side"))

    @property
    def sections(self):
        """[(code, title, text)] that the co-leads write."""
        titles = ReviewKind(self.kind).sections
        return [(code, title, self.texts.get(code, "")) for code, title in titles.items()]


class ReviewVersionQuerySet(models.QuerySet):
    def visible_to(self, actor):
        return self.filter(review__in=Review.objects.visible_to(actor).values("pk"))


@tracked(part_of="review")
class ReviewVersion(models.Model):
    """One filing: what was frozen that day, and what was answered to it."""

    review = models.ForeignKey(
        Review, models.PROTECT, related_name="versions", verbose_name="document"
    )
    number = models.PositiveSmallIntegerField("version")
    snapshot = models.ForeignKey(
        "documents.Snapshot", models.PROTECT, related_name="+", verbose_name="état figé"
    )
    document = models.ForeignKey(
        "documents.Snapshot",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="document scellé",
    )
    # [[side, who validated for it]]: not in the frozen state, which outlives the names.
    validated = models.JSONField("validé par", default=list, blank=True)
    filed_at = models.DateTimeField("déposé le", auto_now_add=True)
    seen_at = models.DateTimeField("vu par la DSDEN le", null=True, blank=True)
    seen_comment = models.TextField("commentaire de la DSDEN", max_length=2000, blank=True)
    outcome = models.CharField("suite", max_length=10, choices=Outcome, blank=True)
    outcome_comment = models.TextField("commentaire", max_length=2000, blank=True)
    outcome_at = models.DateTimeField("suite donnée le", null=True, blank=True)
    outcome_by = models.CharField("suite donnée par", max_length=250, blank=True)

    objects = ReviewVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version d’un plan ou bilan"
        verbose_name_plural = "versions des plans et bilans"
        ordering = ["review", "-number"]
        constraints = [
            models.UniqueConstraint(
                name="clee_review_version_once",
                fields=["review", "number"],
                violation_error_message="Cette version existe déjà.",
            ),
            models.CheckConstraint(
                name="clee_review_return_says_why",
                condition=~Q(outcome=Outcome.RETURNED) | ~Q(outcome_comment=""),
                violation_error_message="Un renvoi dit ce qui est à reprendre.",
            ),
            models.CheckConstraint(
                name="clee_review_seen_first",
                condition=~Q(outcome__in=(Outcome.VALIDATED, Outcome.NOTED))
                | Q(seen_at__lte=F("outcome_at")),
                violation_error_message="La DSDEN voit le document avant le rectorat.",
            ),
        ]

    def __str__(self):
        return f"{self.review}, version {self.number}"

    @property
    def content(self):
        """What was frozen; needs the snapshot's file."""
        return json.loads(self.snapshot.file.bytes)
