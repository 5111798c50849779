"""The choices of the bank of placements, with their facts."""

from django.db import models

from directory.enums import Level


class Audience(models.TextChoices):
    """Whom an offer is reserved to: attributes of a school or of a class, never of a pupil
    (R-ID-7). The last one is nobody's attribute: the school ticks that it is met."""

    REP = "REP", "Éducation prioritaire (REP)"
    REP_PLUS = "REP+", "Éducation prioritaire renforcée (REP+)"
    QPV = "QPV", "Quartier prioritaire (QPV)"
    RURAL = "rural", "Commune rurale"
    SEGPA = "SEGPA", "SEGPA"
    ULIS = "ULIS", "ULIS"
    NETWORK = "network", "Élève sans réseau"


# Pupils of these levels are on placement (R-PL-1, R-PF-1).
LEVELS = Level.between(Level.QUATRIEME, Level.BTS2)


class OfferOrigin(models.TextChoices):
    """Who typed an offer: it is shown once the company itself has said yes."""

    COMPANY = "company", "Publiée par l’entreprise"
    BEHALF = "behalf", "Saisie pour l’entreprise"
    GUEST = "guest", "Déposée par l’entreprise, sans compte"


class OfferState(models.TextChoices):
    """Where an offer of placements stands; `workflow.offers` alone changes it."""

    DRAFT = "draft", "Brouillon"
    TO_CONFIRM = "to_confirm", "À confirmer par l’entreprise"
    TO_VALIDATE = "to_validate", "À valider"
    PUBLISHED = "published", "Publiée"
    FULL = "full", "Complète"
    CLOSED = "closed", "Fermée"
    HIDDEN = "hidden", "Retirée par un modérateur"


# Shown to schools: a full one still has applications to answer.
SHOWN = (OfferState.PUBLISHED, OfferState.FULL)


class ReportReason(models.TextChoices):
    """Why somebody reports an offer."""

    UNSUITABLE = "unsuitable", "Tâches inadaptées à des élèves"
    DISGUISED = "disguised", "Emploi ou alternance, pas un stage d’observation"
    WRONG = "wrong", "Informations fausses"
    COMMERCIAL = "commercial", "Publicité ou prestation payante"
    OTHER = "other", "Autre raison"
