"""Forms that were sent once already: a double click makes one object."""

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone


class FormSubmission(models.Model):
    """The key of a form, by whom it was sent, and the object that it made."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="+")
    link = models.ForeignKey("accounts.PersonalLink", models.CASCADE, null=True, related_name="+")
    key = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)
    subject_type = models.ForeignKey(ContentType, models.CASCADE, null=True)
    subject_id = models.CharField(max_length=64, blank=True)
    subject = GenericForeignKey("subject_type", "subject_id")

    class Meta:
        verbose_name = "envoi de formulaire"
        verbose_name_plural = "envois de formulaires"
        constraints = [
            models.UniqueConstraint(
                name="one_submission_per_form",
                fields=["user", "link", "key"],
                nulls_distinct=False,
            )
        ]

    def __str__(self):
        return str(self.key)
