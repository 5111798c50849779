from django.db import models


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
