from django.db import models


class ExportState(models.TextChoices):
    WAITING = "waiting", "en attente"
    RUNNING = "running", "en préparation"
    READY = "ready", "prêt"
    FAILED = "failed", "échoué"
    CANCELLED = "cancelled", "annulé"
    EXPIRED = "expired", "effacé"


UNDER_WAY = (ExportState.WAITING, ExportState.RUNNING)
