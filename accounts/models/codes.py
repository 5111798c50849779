"""One-time codes sent to a person's own address (R-AG-2)."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone


def masked(email):
    """Enough of an address to recognise it: `a…z@exemple.fr`."""
    name, _, host = email.partition("@")
    return f"{name[:1]}…{name[-1:]}@{host}"


class OneTimeCode(models.Model):
    """A code given to the holder of a link or to a signed-in person, for one subject."""

    MAX_TRIES = 5

    salt = models.UUIDField(default=uuid.uuid4, editable=False)
    link = models.ForeignKey("accounts.PersonalLink", models.CASCADE, null=True, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    subject_type = models.ForeignKey(ContentType, models.CASCADE)
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    email = models.EmailField("envoyé à", blank=True)
    # By text message: the last digits are all that is kept of the number.
    phone_end = models.CharField("numéro qui finit par", max_length=2, blank=True)
    what = models.CharField("pour", max_length=200)
    code_hash = models.CharField(max_length=64)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    verified_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "code à usage unique"
        verbose_name_plural = "codes à usage unique"
        constraints = [
            models.CheckConstraint(
                name="one_time_code_tries", condition=models.Q(tries__range=(0, 5))
            ),
            models.CheckConstraint(
                name="one_time_code_one_holder",
                condition=models.Q(link=None, user__isnull=False)
                | models.Q(link__isnull=False, user=None),
            ),
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id", "-sent_at"])]

    def __str__(self):
        return f"Code n° {self.pk}"

    @property
    def sent_to(self):
        """Where it went, as a proof says it, the address or the number masked."""
        if self.phone_end:
            return f"un téléphone qui finit par {self.phone_end}"
        return masked(self.email)

    @property
    def is_open(self):
        """Whether it may still be tried."""
        return self.is_open_at(timezone.now())

    def is_open_at(self, now):
        """Whether it may be tried at a moment."""
        return self.used_at is None and self.tries < self.MAX_TRIES and self.expires_at > now
