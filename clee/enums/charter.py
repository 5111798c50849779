"""Where the adhesion of a member to the academic charter stands (R-CL-2)."""

from django.db import models


class CharterState(models.TextChoices):
    NONE = "none", "non demandée"
    ASKED = "asked", "signature demandée"
    SIGNED = "signed", "signée en ligne"
    PAPER = "paper", "signée sur papier"


ADHERED = (CharterState.SIGNED, CharterState.PAPER)
