"""Who looked at whose contact details (RELIABILITY §4: reads are logged too)."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from accounts.enums import Role


class PersonalDataReadQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """Administrators only: it tells what colleagues look at."""
        return self if actor.is_administrator else self.none()


class PersonalDataRead(models.Model):
    """A person saw the details that a row holds; once a day, however often.

    Not in the journal, which tells acts: the last contact of a school with a company is
    read from there.
    """

    day = models.DateField("jour", default=timezone.localdate)
    at = models.DateTimeField("première fois à", default=timezone.now)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="personne"
    )
    role = models.CharField("rôle", max_length=30, choices=Role, blank=True)
    subject_type = models.ForeignKey(ContentType, models.PROTECT, related_name="+")
    subject_id = models.BigIntegerField("numéro de la fiche")
    subject = GenericForeignKey("subject_type", "subject_id")

    objects = PersonalDataReadQuerySet.as_manager()

    class Meta:
        verbose_name = "consultation de coordonnées"
        verbose_name_plural = "consultations de coordonnées"
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="read_once_a_day", fields=["subject_type", "subject_id", "user", "day"]
            )
        ]

    def __str__(self):
        return f"{self._meta.verbose_name} n° {self.pk}"
