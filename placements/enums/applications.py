"""The choices of what schools ask of an offer, and of what pupils wish."""

from django.db import models


class ApplicationState(models.TextChoices):
    """Where a pupil's application stands; `workflow.applications` alone changes it."""

    SENT = "sent", "Candidature envoyée"
    ACCEPTED = "accepted", "Acceptée par l’entreprise"
    CONFIRMED = "confirmed", "Stage confirmé"
    REFUSED = "refused", "Refusée"
    WITHDRAWN = "withdrawn", "Retirée par l’établissement"
    EXPIRED = "expired", "Sans réponse"
    CLOSED = "closed", "Sans objet"
    CANCELLED = "cancelled", "Stage annulé"


S = ApplicationState
# Nobody has the last word yet; of these, the accepted ones hold their places.
PENDING = (S.SENT, S.ACCEPTED)


class ApplicationRefusal(models.TextChoices):
    """Why a host says no to a pupil: the values of `partnerships.RefusalReason`, so that one
    answer of the desk fits every kind of request."""

    DATES = "dates", "Les dates ne conviennent plus"
    FULL = "full", "Plus de place à ces dates"
    LEVEL = "level", "Le niveau de la classe ne correspond pas"
    STAFF = "staff", "Pas assez de personnel pour accueillir"
    SAFETY = "safety", "Contraintes de sécurité ou de travaux"
    OTHER_CHOSEN = "other_chosen", "Un autre élève a été retenu"
    OTHER = "other", "Autre raison"


class WishState(models.TextChoices):
    """What became of an offer that a pupil wishes."""

    WAITING = "waiting", "En attente de votre référent"
    SENT = "sent", "Transmis à l’entreprise"
    DECLINED = "declined", "Non retenu par l’établissement"
    WITHDRAWN = "withdrawn", "Retiré"
    CLOSED = "closed", "Sans objet"
