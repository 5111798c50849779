from django.db import models


class CommitteeState(models.TextChoices):
    ACTIVE = "active", "actif"
    DORMANT = "dormant", "en sommeil"


class Side(models.TextChoices):
    """A committee is co-led by two sides (R-CL-1)."""

    SCHOOL = "school", "côté École"
    ECONOMIC = "economic", "côté entreprises"
