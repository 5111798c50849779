from documents.models.corrections import Correction
from documents.models.files import StoredFile
from documents.models.questionnaires import Questionnaire, QuestionnaireAnswer
from documents.models.rounds import Signatory, SignatureRound
from documents.models.sheets import SheetImport
from documents.models.snapshots import Snapshot
from documents.models.templates import DocumentTemplate

__all__ = [
    "Correction",
    "DocumentTemplate",
    "Questionnaire",
    "QuestionnaireAnswer",
    "SheetImport",
    "Signatory",
    "SignatureRound",
    "Snapshot",
    "StoredFile",
]
