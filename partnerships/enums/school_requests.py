"""The choices of school requests (« appels ») and of what is answered to them."""

import datetime as dt

from django.db.models import TextChoices

from partnerships.enums import OfferKind

# A request without a day of its own waits that long for answers.
USUAL_WAIT = dt.timedelta(days=30)
LONGEST_WAIT = dt.timedelta(days=180)
# How many companies one request is sent to, those that hosted first, then the nearest.
MOST_COMPANIES = 40
# « Appels sans réponse »: those that nobody answered after so many days.
UNANSWERED_AFTER = 14
# What a school looks for; staff that visit a company go without a class.
KINDS = tuple(kind for kind in OfferKind if not kind.booked_by_company)


class Reach(TextChoices):
    """How far a school looks."""

    DISTANCE = "distance", "À une distance de l’établissement"
    BASIN = "basin", "Dans le bassin de formation"
    DEPARTMENT = "department", "Dans le département"


class RequestState(TextChoices):
    AWAITING_VISA = "awaiting_visa", "En attente du visa du chef d’établissement"
    PUBLISHED = "published", "Publié"
    MET = "met", "Pourvu"
    WITHDRAWN = "withdrawn", "Retiré"
    EXPIRED = "expired", "Échu"


# Not over: its last day is watched.
OPEN = (RequestState.AWAITING_VISA, RequestState.PUBLISHED)


class AnswerKind(TextChoices):
    """What one answers to a school that looks for a host."""

    YES = "yes", "Oui, voici mes dates"
    QUESTION = "question", "J’ai une question"
    NOT_NOW = "not_now", "Pas pour le moment"


class AnswerState(TextChoices):
    GIVEN = "given", "Reçue"
    RETAINED = "retained", "Retenue"
    DECLINED = "declined", "Non retenue"
    WITHDRAWN = "withdrawn", "Retirée"
