"""Files that take more than a few seconds: a leased row each, its progress, its file for some
days (RELIABILITY §5)."""

from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from reports.enums.exports import UNDER_WAY, ExportState


class ExportQuerySet(models.QuerySet):
    def visible_to(self, actor):
        """One's own, whatever one's role: a file is private."""
        return self.filter(owner=actor.user) if actor.user else self.none()

    def under_way(self):
        return self.filter(state__in=UNDER_WAY)


class Export(models.Model):
    """One file that a person asked for. PostgreSQL is the queue, Celery only wakes up."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="exports", verbose_name="demandeur"
    )
    role = models.CharField("rôle", max_length=30, choices=Role)
    kind = models.CharField("nature", max_length=20)
    params = models.JSONField("choix", default=dict)
    label = models.CharField("contenu", max_length=250)
    state = models.CharField(
        "état", max_length=10, choices=ExportState, default=ExportState.WAITING
    )
    done = models.PositiveIntegerField("fait", default=0)
    total = models.PositiveIntegerField("à faire", default=0)
    attempts = models.PositiveSmallIntegerField("essais", default=0)
    lease_owner = models.CharField("pris par", max_length=40, blank=True)
    lease_until = models.DateTimeField("pris jusqu’à", null=True, blank=True)
    file_name = models.CharField("nom du fichier", max_length=200, blank=True)
    mimetype = models.CharField("type", max_length=100, blank=True)
    size = models.PositiveBigIntegerField("taille en octets", default=0)
    sha256 = models.CharField("empreinte SHA-256", max_length=64, blank=True)
    error = models.CharField("cause de l’échec", max_length=250, blank=True)
    created_at = models.DateTimeField("demandé le", auto_now_add=True)
    finished_at = models.DateTimeField("fini le", null=True, blank=True)
    expires_at = models.DateTimeField("effacé le", null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        verbose_name = "export"
        verbose_name_plural = "exports"
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="reports_export_progress",
                condition=Q(done__lte=F("total")),
                violation_error_message="Un export ne fait pas plus que ce qu’il a à faire.",
            ),
            models.CheckConstraint(
                name="reports_export_ready_has_file",
                condition=~Q(state=ExportState.READY)
                | (~Q(sha256="") & Q(expires_at__isnull=False)),
                violation_error_message="Un export prêt a un fichier et une fin.",
            ),
        ]
        indexes = [
            models.Index(
                fields=["created_at"],
                condition=Q(state__in=UNDER_WAY),
                name="reports_export_queue",
            )
        ]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return reverse("reports:export", args=[self.pk])

    @property
    def is_under_way(self):
        return self.state in UNDER_WAY

    @property
    def shown_state(self):
        """That of a file kept long enough is erased, already or by the next tick."""
        ends_at = self.expires_at if self.state == ExportState.READY else None
        if ends_at is not None and ends_at <= timezone.now():
            return ExportState.EXPIRED
        return ExportState(self.state)

    @property
    def path(self):
        """Where the file stands while it is ready; outside the web root."""
        return folder() / str(self.pk)


def folder():
    """The folder of the files; the same disk for web server and workers."""
    return Path(settings.MEDIA_ROOT) / "exports"
