"""The choices of the resources of committees."""

from django.db.models import TextChoices

from accounts.enums import Role
from clee.enums import KEEPERS


class ResourceKind(TextChoices):
    BOOKLET = "booklet", "Livret d’accueil"
    GUIDE = "guide", "Guide"
    LETTER = "letter", "Modèle de courrier"
    MAIL = "mail", "Modèle de courriel"
    PRACTICE = "practice", "Fiche pratique"
    OTHER = "other", "Autre ressource"


class ResourceAudience(TextChoices):
    """Who may take it."""

    PUBLIC = "public", "Tout le monde"
    MEMBERS = "members", "Les membres du comité"
    RBDE = "rbde", "Tous les bureaux des entreprises"


# The shared tools are theirs.
TOOL_READERS = (Role.RBDE, Role.DDFPT, *KEEPERS)
