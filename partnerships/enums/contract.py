"""The choices of the contract of a class immersion (DOMAIN section 3), with their facts."""

from django.db import models

from directory.enums import Rhythm


class ContractKind(models.TextChoices):
    """What is signed, and by how many parties (R-CEE-4, R-VI-1)."""

    CLASS_IMMERSION = "class_immersion", "Classe en Entreprise"
    ORDINARY = "ordinary", "Immersion de classe (hors Classe en Entreprise)"
    VISIT = "visit", "Visite d’information"

    @property
    def functions(self):
        """The functions that sign, in the order of the document."""
        if self == ContractKind.CLASS_IMMERSION:
            return (PartyFunction.COMPANY, PartyFunction.HEAD, PartyFunction.BRANCH)
        return (PartyFunction.COMPANY, PartyFunction.HEAD)

    @property
    def prefix(self):
        """Of its numbers: CEE-2026-00042."""
        return {
            ContractKind.CLASS_IMMERSION: "CEE",
            ContractKind.ORDINARY: "IMM",
            ContractKind.VISIT: "VIS",
        }[self]


class ContractState(models.TextChoices):
    DRAFT = "draft", "En préparation"
    IN_SIGNATURE = "in_signature", "En signature"
    SIGNED = "signed", "Signée"
    COMPLETED = "completed", "Réalisée"
    VOID = "void", "À signer de nouveau"
    CANCELLED = "cancelled", "Annulée"
    UNCOVERED = "uncovered", "Non couverte"


# Text may still be entered freely; elsewhere a change is weighed by R-CEE-5.
OPEN_STATES = (ContractState.DRAFT, ContractState.VOID)
# The immersion lacks signatures (R-CEE-8 looks at these).
UNSIGNED_STATES = (ContractState.DRAFT, ContractState.VOID, ContractState.IN_SIGNATURE)
# The immersion is covered by every signature: the only states that count as done.
COVERED_STATES = (ContractState.SIGNED, ContractState.COMPLETED)
CLOSED_STATES = (ContractState.COMPLETED, ContractState.CANCELLED)


class PartyFunction(models.TextChoices):
    """A signature is asked of a function and follows it when the person changes (R-AG-1)."""

    COMPANY = "company", "Entreprise d’accueil"
    HEAD = "head", "Chef d’établissement"
    BRANCH = "branch", "Branche professionnelle"


# On which days they are written to, if not on working days.
RHYTHMS: dict[str, Rhythm] = {PartyFunction.HEAD: Rhythm.SCHOOL}


class Half(models.TextChoices):
    MORNING = "am", "Matin"
    AFTERNOON = "pm", "Après-midi"


class SessionKind(models.TextChoices):
    WELCOME_SAFETY = "welcome_safety", "Accueil et consignes de sécurité"
    LESSON = "lesson", "Cours en lien avec l’entreprise"
    OBSERVATION = "observation", "Observation des métiers"
    INTERVIEW = "interview", "Entretiens avec des salariés"
    VISIT = "visit", "Visite du site"
    OTHER = "other", "Autre temps"


class LedBy(models.TextChoices):
    TEACHER = "teacher", "Un enseignant"
    COMPANY = "company", "L’entreprise"
    BOTH = "both", "L’enseignant et l’entreprise"


class Funder(models.TextChoices):
    REGION = "region", "Région"
    OPCO_2I = "opco2i", "OPCO 2i"
    UIMM = "uimm", "UIMM"
    SCHOOL = "school", "Établissement"
    OTHER = "other", "Autre"
