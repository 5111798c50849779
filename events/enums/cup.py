"""The words of the Industrie Cup (R-EV-1, R-EV-4)."""

from django.db import models

from accounts.enums import Role

# Who prepares and runs an edition, within its territory or for its branch.
CUP_ORGANISERS = frozenset({Role.EDUCATION_AUTHORITY, Role.BRANCH_OFFICER, Role.ADMINISTRATOR})


class EditionState(models.TextChoices):
    DRAFT = "draft", "en préparation"
    OPEN = "open", "inscriptions ouvertes"
    CLOSED = "closed", "inscriptions closes, notation"
    DELIBERATION = "deliberation", "délibération"
    FROZEN = "frozen", "résultat figé"
    PUBLISHED = "published", "résultat publié"
    ARCHIVED = "archived", "archivée"


# Criteria, weights, method and chain are fixed before the first mark.
SETTING = (EditionState.DRAFT, EditionState.OPEN)
ENTERING = (EditionState.OPEN,)
SCORING = (EditionState.CLOSED,)
# The final is still to be held.
COMING = (*ENTERING, *SCORING)
WITH_RESULT = (EditionState.FROZEN, EditionState.PUBLISHED, EditionState.ARCHIVED)
SHOWN_RESULT = (EditionState.PUBLISHED, EditionState.ARCHIVED)


class College(models.TextChoices):
    """The side that a juror speaks for."""

    ECONOMIC = "economic", "économique"
    EDUCATIONAL = "educational", "éducatif"
    PARENTS = "parents", "parents"


class Method(models.TextChoices):
    """How the totals of the jurors make a score."""

    ADDITIVE = "additive", "moyenne des jurés, corrigée de leur sévérité s’il manque des feuilles"
    TRIMMED = "trimmed", "moyenne sans la meilleure ni la moins bonne note, à partir de cinq jurés"


class TieRule(models.TextChoices):
    """What parts two teams of the same score, in the order of the edition."""

    CRITERIA = "criteria", "les critères, dans leur ordre"
    PAIRWISE = "pairwise", "le nombre de jurés qui préfèrent l’une à l’autre"
    COLLEGES = "colleges", "la moyenne des deux collèges, à poids égal"
    PRESIDENT = "president", "la décision motivée de la présidence du jury"


class TeamState(models.TextChoices):
    """R-CEE-7: eligible once the immersion is done; or admitted, with a reason."""

    PROVISIONAL = "provisional", "provisoire"
    ELIGIBLE = "eligible", "éligible"
    ADMITTED = "admitted", "admise"
    WITHDRAWN = "withdrawn", "retirée"


class SheetState(models.TextChoices):
    DRAFT = "draft", "en cours"
    SUBMITTED = "submitted", "remise"


class Cell(models.TextChoices):
    """Where a juror stands with a team: what the completeness board shows."""

    ABSENT = "absent", "absente"
    DRAFT = "draft", "en cours"
    SUBMITTED = "submitted", "remise"
    RECUSED = "recused", "récusé"


class ConflictReason(models.TextChoices):
    COMPANY = "company", "entreprise d’accueil de l’équipe"
    SCHOOL = "school", "établissement de l’équipe"
    DECLARED = "declared", "lien déclaré"


class PrizeKind(models.TextChoices):
    RANK = "rank", "au classement"
    SPECIAL = "special", "spécial, choisi en délibération"
    PUBLIC = "public", "choix du public"


class DeadlineKind(models.TextChoices):
    """What teams give before the final, each by its day."""

    TITLE = "title", "titre de la présentation"
    SUPPORTS = "supports", "supports"
    NEEDS = "needs", "besoins techniques"
    ADULTS = "adults", "adultes et transport"
    FUNDING = "funding", "financement du transport"
    IMAGE = "image", "droit à l’image"
