"""Requests for places in companies, mobility, insertion: their choices."""

from django.db import models


class AskState(models.TextChoices):
    """What became of a request sent to one company."""

    SENT = "sent", "En attente de réponse"
    ACCEPTED = "accepted", "Acceptée"
    REFUSED = "refused", "Refusée"
    CLOSED = "closed", "Close"
    EXPIRED = "expired", "Sans réponse"


# The company may be asked again for the same period.
ASK_OVER = (AskState.REFUSED, AskState.CLOSED, AskState.EXPIRED)


class YesNo(models.TextChoices):
    UNKNOWN = "", "Non renseigné"
    YES = "yes", "Oui"
    NO = "no", "Non"


class HelpState(models.TextChoices):
    """Help with transport or lodging: asked of whom is the school's matter."""

    NONE = "", "Aucune aide demandée"
    ASKED = "asked", "Aide demandée"
    GRANTED = "granted", "Aide obtenue"
    REFUSED = "refused", "Aide refusée"


class Lodging(models.TextChoices):
    NOT_NEEDED = "", "Sans hébergement"
    WANTED = "wanted", "Hébergement cherché"
    FOUND = "found", "Hébergement trouvé"


class JobKind(models.TextChoices):
    """R-PF-7: what a company offers after the diploma, or beside it."""

    APPRENTICESHIP = "apprenticeship", "Apprentissage"
    JOB = "job", "Premier emploi"


class Wish(models.TextChoices):
    """What a pupil looks for after the diploma."""

    APPRENTICESHIP = "apprenticeship", "Un contrat d’apprentissage"
    JOB = "job", "Un premier emploi"
    STUDIES = "studies", "Une poursuite d’études"


class SearchState(models.TextChoices):
    """R-PF-7: where a pupil's search stands."""

    SEARCHING = "searching", "Cherche encore"
    APPLIED = "sent", "Candidatures envoyées"
    FOUND = "found", "A trouvé"
    STOPPED = "stopped", "Ne cherche plus"
