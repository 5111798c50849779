"""Identities of ProConnect that open an account."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils import timezone


class ProConnectIdentityQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """One's own; all for an administrator."""
        if actor.is_administrator:
            return self
        return self.filter(user=actor.user) if actor.user else self.none()


@pghistory.track(pghistory.InsertEvent(), pghistory.DeleteEvent(), exclude=["last_used_at"])
class ProConnectIdentity(models.Model):
    """(issuer, subject) and nothing else of what ProConnect tells: the subject belongs to one
    identity provider, so that a person who changes employer has another."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="proconnect_identities",
        verbose_name="personne",
    )
    issuer = models.CharField("émetteur", max_length=300)
    subject = models.CharField("identifiant", max_length=255)
    linked_at = models.DateTimeField("reliée le", default=timezone.now)
    last_used_at = models.DateTimeField("utilisée le", null=True)

    objects = ProConnectIdentityQuerySet.as_manager()

    class Meta:
        verbose_name = "identité ProConnect"
        verbose_name_plural = "identités ProConnect"
        ordering = ["linked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"], name="proconnect_identity_of_one_person"
            )
        ]

    def __str__(self):
        return f"Identité ProConnect n° {self.pk}"
