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


class ListFormat(models.TextChoices):
    """What a nominative list may be (R-CEE-3); the value ends its file name."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"
    ODS = "ods", "LibreOffice"
    PDF = "pdf", "PDF"

    @property
    def mimetype(self):
        return {
            self.CSV: "text/csv",
            self.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            self.ODS: "application/vnd.oasis.opendocument.spreadsheet",
            self.PDF: "application/pdf",
        }[self]


class SheetPurpose(models.TextChoices):
    """What a file to import is about; each has its columns and its workflow."""

    COMPANIES = "companies", "Entreprises"
    COMMITTEES = "committees", "Comités"
    PUPILS = "pupils", "Élèves"
    PLACEMENTS = "placements", "Stages trouvés"
    SKILLS = "skills", "Grilles de compétences"


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
