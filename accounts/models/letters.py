"""Letters with a code, posted to a company whose would-be representative has no proof."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

MAX_TRIES = 5


class RoleLetterQuerySet(models.QuerySet):
    def living(self, now=None):
        """Those whose code may still be typed."""
        now = now or timezone.now()
        open_ones = self.filter(used_at=None, replaced_at=None, expires_at__gt=now)
        return open_ones.filter(tries__lt=MAX_TRIES)


class RoleLetter(models.Model):
    """One letter for one request; its code is known to nobody but the paper."""

    assignment = models.ForeignKey(
        "accounts.RoleAssignment", models.CASCADE, related_name="letters", verbose_name="demande"
    )
    salt = models.UUIDField(default=uuid.uuid4, editable=False)
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField("préparé le", default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="préparé par",
    )
    expires_at = models.DateTimeField("valable jusqu’au")
    tries = models.PositiveSmallIntegerField("essais", default=0)
    used_at = models.DateTimeField("code saisi le", null=True)
    replaced_at = models.DateTimeField("remplacé le", null=True)

    objects = RoleLetterQuerySet.as_manager()

    class Meta:
        verbose_name = "courrier avec un code"
        verbose_name_plural = "courriers avec un code"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="role_letter_tries", condition=Q(tries__range=(0, MAX_TRIES))
            ),
            models.UniqueConstraint(
                name="role_letter_one_living",
                fields=["assignment"],
                condition=Q(used_at=None, replaced_at=None),
            ),
        ]

    def __str__(self):
        return f"Courrier n° {self.pk}"
