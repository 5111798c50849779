"""What became of mails once they left, and what holds them back (docs/decisions/0014)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from outbox import address_books
from outbox.enums import Barring, Feedback


class BarredAddressQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Those that stand where the actor may correct them; all for an administrator."""
        if actor.is_administrator:
            return self
        return self.filter(address_books.holding(actor))

    def in_force(self):
        return self.filter(lifted_at=None)


class BarredAddress(models.Model):
    """An address to which nothing is sent, from `since` on; never deleted, only lifted."""

    email = models.EmailField("adresse électronique")
    reason = models.CharField("motif", max_length=10, choices=Barring)
    since = models.DateTimeField("depuis", default=timezone.now)
    mail = models.ForeignKey(
        "outbox.Mail",
        models.SET_NULL,
        verbose_name="courriel en cause",
        null=True,
        blank=True,
        related_name="+",
    )
    words = models.CharField("réponse reçue", max_length=300, blank=True)
    barred_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="écartée par",
        null=True,
        blank=True,
        related_name="+",
    )
    lifted_at = models.DateTimeField("rétablie le", null=True, blank=True)

    objects = BarredAddressQuerySet.as_manager()

    class Meta:
        verbose_name = "adresse écartée"
        verbose_name_plural = "adresses écartées"
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                name="outbox_barred_once",
                condition=Q(lifted_at=None),
                violation_error_message="Cette adresse est déjà écartée.",
            ),
            models.CheckConstraint(
                name="outbox_barred_reason",
                condition=Q(reason__in=Barring.values),
                violation_error_message="Ce motif n’existe pas.",
            ),
        ]

    def __str__(self):
        return f"adresse écartée n° {self.pk}"


class FeedbackEvent(models.Model):
    """One thing that was told about a mail after the relay took it; `event_id` is the
    teller's own name for it, so that what is told twice counts once."""

    event_id = models.CharField("numéro", max_length=200, unique=True)
    mail = models.ForeignKey(
        "outbox.Mail", models.CASCADE, verbose_name="courriel", related_name="feedback"
    )
    kind = models.CharField("nature", max_length=10, choices=Feedback)
    at = models.DateTimeField("survenu le")
    words = models.CharField("réponse", max_length=300, blank=True)

    class Meta:
        verbose_name = "suite d’un envoi"
        verbose_name_plural = "suites des envois"
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="outbox_feedback_kind",
                condition=Q(kind__in=Feedback.values),
                violation_error_message="Cette suite d’un envoi n’existe pas.",
            )
        ]

    def __str__(self):
        return f"suite n° {self.pk}"


class SendingCount(models.Model):
    """How many mails were sent to a domain or to an address within one window of time."""

    key = models.CharField("domaine ou adresse", max_length=254)
    starts_at = models.DateTimeField("à partir de")
    taken = models.PositiveIntegerField("courriels")

    class Meta:
        verbose_name = "décompte d’envois"
        verbose_name_plural = "décomptes d’envois"
        constraints = [
            models.UniqueConstraint(fields=["key", "starts_at"], name="outbox_count_window")
        ]
        indexes = [models.Index(fields=["starts_at"], name="outbox_count_age")]

    def __str__(self):
        return f"décompte n° {self.pk}"
