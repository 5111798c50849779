"""The choices of the yearly plan and review of a committee (R-CL-3, R-CL-5)."""

from django.db.models import TextChoices


class ReviewKind(TextChoices):
    PLAN = "plan", "Plan d’actions"
    REVIEW = "review", "Bilan"

    @property
    def sections(self):
        """{code: title} of the texts that the co-leads write; figures are computed."""
        return SECTIONS[self]


class ReviewState(TextChoices):
    """In turn: the co-leads of both sides, the department office, the authority."""

    DRAFT = "draft", "En préparation"
    PROPOSED = "proposed", "À valider par l’autre côté"
    FILED = "filed", "Déposé, à voir par la DSDEN"
    SEEN = "seen", "Vu par la DSDEN, au rectorat"
    VALIDATED = "validated", "Validé par le rectorat"
    NOTED = "noted", "Vu par le rectorat"


class Outcome(TextChoices):
    """What became of a version that was filed."""

    WAITING = "", "En attente"
    VALIDATED = "validated", "Validé"
    NOTED = "noted", "Vu"
    RETURNED = "returned", "Renvoyé aux copilotes"


# What the co-leads may still write.
WRITTEN = (ReviewState.DRAFT,)
# Filed: the version is frozen.
FROZEN = (ReviewState.FILED, ReviewState.SEEN, ReviewState.VALIDATED, ReviewState.NOTED)
FINAL = (ReviewState.VALIDATED, ReviewState.NOTED)

SECTIONS = {
    ReviewKind.PLAN: {
        "priorities": "Priorités de l’année",
        "means": "Moyens et partenaires",
    },
    ReviewKind.REVIEW: {
        "highlights": "Temps forts",
        "difficulties": "Difficultés rencontrées",
        "needs": "Besoins sans réponse",
        "outlook": "Perspectives",
    },
}
