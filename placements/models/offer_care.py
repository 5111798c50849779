"""What schools make of offers of placements: kept for a class, reported as unsuitable."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from directory.history import tracked
from partnerships.models.merges import MERGERS, nearby
from placements.enums.offers import ReportReason
from placements.models.offers import PlacementOffer


class OfferFavouriteQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """The staff of the school."""
        if actor.is_administrator:
            return self
        return self.filter(class_group__school__in=actor.school_ids)


@tracked
class OfferFavourite(models.Model):
    """An offer that who follows a class keeps for its pupils, who see it first."""

    class_group = models.ForeignKey(
        "directory.ClassGroup",
        models.CASCADE,
        related_name="favourite_offers",
        verbose_name="classe",
    )
    offer = models.ForeignKey(
        PlacementOffer, models.CASCADE, related_name="favourites", verbose_name="offre"
    )

    objects = OfferFavouriteQuerySet.as_manager()

    class Meta:
        verbose_name = "offre favorite"
        verbose_name_plural = "offres favorites"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["class_group", "offer"],
                name="placements_favourite_once",
                violation_error_message="Cette offre est déjà parmi les favorites de la classe.",
            ),
        ]

    def __str__(self):
        return str(self.offer)


class OfferReportQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Who moderates the offer, and who reported it."""
        if actor.is_administrator:
            return self
        if actor.user is None:
            return self.none()
        mine = Q(author=actor.user)
        if actor.role in MERGERS:
            mine |= nearby(actor, "offer__department")
        return self.filter(mine)

    def waiting(self):
        return self.filter(settled_at=None)


@tracked
class OfferReport(models.Model):
    """An offer that somebody finds unsuitable; a moderator settles it."""

    offer = models.ForeignKey(
        PlacementOffer, models.CASCADE, related_name="reports", verbose_name="offre"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="signalée par",
    )
    reason = models.CharField("motif", max_length=12, choices=ReportReason)
    message = models.CharField("précision", max_length=500, blank=True)
    reported_at = models.DateTimeField("signalée le", auto_now_add=True)
    settled_at = models.DateTimeField("traitée le", null=True, blank=True)

    objects = OfferReportQuerySet.as_manager()

    class Meta:
        verbose_name = "signalement d’une offre"
        verbose_name_plural = "signalements d’offres"
        ordering = ["-reported_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["offer", "author"],
                condition=Q(settled_at=None),
                name="placements_report_once",
                violation_error_message="Vous avez déjà signalé cette offre.",
            ),
        ]

    def __str__(self):
        return f"Signalement n° {self.pk}"
