"""The nominative list that a host must have before a group comes (R-CEE-3)."""

from django.conf import settings
from django.db import models
from django.db.models import ExpressionWrapper, F, Q
from django.db.models.functions import Coalesce

from accounts.models import PersonalLink
from directory.sealing import Seal
from documents.enums import ListFormat
from partnerships.enums import BookingState, ListEnding
from partnerships.models.bookings import Booking

FILES = Seal("partnerships.list")
# The day by which a booking's host wants the names; `workflow.lists.due_on` says it of one.
LIST_DUE = ExpressionWrapper(
    F("starts_on") - Coalesce(F("offer__list_days_before"), 0), output_field=models.DateField()
)


class NominativeListQuerySet(models.QuerySet):
    def kept(self):
        """Those whose file still exists: at most one per booking."""
        return self.filter(destroyed_at=None)

    def missing_bookings(self):
        """Accepted bookings whose host asks for names and has no file yet."""
        asked = Booking.objects.filter(
            state=BookingState.ACCEPTED, school__isnull=False, offer__list_fields__gt=""
        )
        return asked.exclude(pk__in=self.kept().values("booking"))


class NominativeList(models.Model):
    """One file for one named recipient; once destroyed, its trace alone.

    Not tracked by pghistory: former values would outlive the destruction.
    """

    booking = models.ForeignKey(
        Booking, models.PROTECT, related_name="lists", verbose_name="demande"
    )
    format = models.CharField("format", max_length=4, choices=ListFormat)
    size = models.PositiveIntegerField("taille en octets")
    sealed = models.BinaryField("fichier chiffré", null=True)
    recipient_name = models.CharField("destinataire", max_length=120)
    recipient_email = models.EmailField("adresse du destinataire")
    link = models.ForeignKey(
        PersonalLink, models.PROTECT, related_name="+", verbose_name="lien personnel"
    )
    dropped_at = models.DateTimeField("déposée le")
    dropped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="déposée par"
    )
    downloads = models.PositiveSmallIntegerField("téléchargements", default=0)
    downloaded_at = models.DateTimeField("dernier téléchargement", null=True, blank=True)
    destroyed_at = models.DateTimeField("détruite le", null=True, blank=True)
    ending = models.CharField("fin", max_length=10, choices=ListEnding, blank=True)

    objects = NominativeListQuerySet.as_manager()

    class Meta:
        verbose_name = "liste nominative"
        verbose_name_plural = "listes nominatives"
        ordering = ["-dropped_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="list_kept_once_per_booking",
                fields=["booking"],
                condition=Q(destroyed_at=None),
                violation_error_message="Une liste est déjà déposée pour cette immersion.",
            ),
            models.CheckConstraint(
                name="list_destroyed_has_no_file",
                condition=Q(destroyed_at=None, sealed__isnull=False, ending="")
                | (Q(destroyed_at__isnull=False, sealed=None) & ~Q(ending="")),
                violation_error_message="Une liste détruite n’a plus de fichier.",
            ),
        ]

    def __str__(self):
        return f"Liste nominative n° {self.pk}"

    @property
    def bytes(self):
        """The file in clear; never to be written anywhere."""
        return FILES.unseal(self.sealed)

    @property
    def mimetype(self):
        return ListFormat(self.format).mimetype

    @property
    def name(self):
        """The name of the file that its recipient gets; it names nobody."""
        return f"liste-{self.booking_id}-{self.booking.starts_on:%Y-%m-%d}.{self.format}"
