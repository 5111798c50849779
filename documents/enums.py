from django.db import models

from accounts.transitions import Table, Transition


class RoundState(models.TextChoices):
    OPEN = "open", "en cours de signature"
    SEALED = "sealed", "signé par tous"
    VOIDED = "voided", "annulé"


class SignatureMethod(models.TextChoices):
    CODE = "code", "signature électronique par code"
    PAPER = "paper", "signature sur papier"


class QuestionType(models.TextChoices):
    SCALE = "scale", "note de 1 à 5"
    YES_NO = "yes_no", "oui ou non"
    CHOICE = "choice", "choix"
    TEXT = "text", "texte libre"
    NUMBER = "number", "nombre"


def owner_decides(_round, _actor):
    """The floor that owns the subject has its own table of who may do it."""
    return True


TRANSITIONS = Table(
    {
        (RoundState.OPEN, "seal"): Transition(RoundState.SEALED, owner_decides, "Sceller"),
        (RoundState.OPEN, "void"): Transition(RoundState.VOIDED, owner_decides, "Annuler"),
        (RoundState.SEALED, "void"): Transition(RoundState.VOIDED, owner_decides, "Annuler"),
    }
)
