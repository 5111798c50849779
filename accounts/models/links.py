"""Personal links (R-AG-4): pages opened without an account."""

import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone

from accounts.tokens import derive, fingerprint, secret_keys
from directory.history import tracked


class PersonalLinkQuerySet(models.QuerySet):
    def alive(self, now=None):
        return self.not_taken_back().filter(valid_until__gte=now or timezone.now())

    def not_taken_back(self):
        """Neither revoked nor replaced, whatever their end."""
        return self.filter(revoked_at=None, replaced_by=None)

    def about(self, subject):
        return self.filter(
            subject_type=ContentType.objects.get_for_model(subject), subject_id=subject.pk
        )

    def visible_to(self, actor):
        """Those that one issued; all for an administrator. The pages of a subject show the
        links of that subject by their own rule."""
        if actor.is_administrator:
            return self
        if actor.user is None:
            return self.none()
        return self.filter(issued_by=actor.user)


@tracked(exclude=["token_hash"])
class PersonalLink(models.Model):
    """One holder, one purpose, one subject, until a moment; stored hashed.

    The token is derived from the row and the secret key, so that a mail rendered later
    rebuilds the address from ids alone while the table holds no token.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    generation = models.PositiveSmallIntegerField(default=1, editable=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    purpose = models.SlugField("objet", max_length=40, db_index=False)
    subject_type = models.ForeignKey(ContentType, models.PROTECT)
    subject_id = models.BigIntegerField()
    subject = GenericForeignKey("subject_type", "subject_id")
    holder_name = models.CharField("titulaire", max_length=200)
    holder_email = models.EmailField("adresse du titulaire", blank=True)
    holder_function = models.CharField("fonction", max_length=120, blank=True)
    valid_until = models.DateTimeField("valable jusqu’au")
    issued_at = models.DateTimeField("créé le", default=timezone.now, editable=False)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="issued_links",
        verbose_name="créé par",
    )
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True, editable=False)
    replaced_by = models.OneToOneField(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="replaces",
        verbose_name="remplacé par",
    )

    objects = PersonalLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "lien personnel"
        verbose_name_plural = "liens personnels"
        ordering = ["-issued_at", "-pk"]
        indexes = [models.Index(fields=["subject_type", "subject_id"])]

    def __str__(self):
        return f"Lien « {self.purpose} » n° {self.pk}"

    def save(self, **kwargs):
        if not self.token_hash:
            self.token_hash = fingerprint(self.token)
        super().save(**kwargs)

    @property
    def token(self):
        """The secret part of the address; the one of the key in use when it was issued."""
        value = f"{self.public_id}:{self.generation}"
        tokens = [derive("accounts.link", value, key) for key in secret_keys()]
        return next((t for t in tokens if fingerprint(t) == self.token_hash), tokens[0])

    @property
    def state(self):
        """In which state it is: valid, expired, revoked or replaced (English codes)."""
        return self.state_at(timezone.now())

    def state_at(self, now):
        """Its state at a moment."""
        if self.replaced_by_id:
            return "replaced"
        if self.revoked_at:
            return "revoked"
        return "expired" if self.valid_until < now else "valid"

    @property
    def path(self):
        return f"/lien/{self.purpose}/{self.token}/"

    @property
    def url(self):
        """The absolute address to put in a mail (BASE_URL, never the request's host)."""
        return f"{settings.BASE_URL}{self.path}"
