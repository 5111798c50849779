"""The choices of vocational periods (PFMP) and technological placements, with their facts."""

from django.db import models


class PfmpMeasure(models.TextChoices):
    """What the authority may turn into warnings: never the hours of the day of a minor."""

    TUTOR = "tutor", "le nombre de stagiaires d’un tuteur"
    HOST = "host", "le nombre de stagiaires d’un accueillant"
    DAY = "day", "la durée par jour"
    WEEK = "week", "la durée par semaine"
    STRETCH = "stretch", "la durée d’affilée"
    REST_IN_DAY = "rest_in_day", "la pause dans la journée"
    NIGHT = "night", "le repos d’un jour à l’autre"
    DAYS_OFF = "days_off", "les deux jours de repos de suite"


class Declared(models.TextChoices):
    """What a host declares, with its date: the last one of each kind stands."""

    STAFF = "staff", "Effectif"
    MACHINES = "machines", "Dérogation pour travaux réglementés"
    HOURS = "hours", "Dérogation d’horaires du secteur"


class Fits(models.TextChoices):
    """Whether what the pupil does is what the agreement says (R-PF-1)."""

    YES = "yes", "Conformes à la convention"
    PARTLY = "partly", "En partie"
    NO = "no", "Non"


class EndReason(models.TextChoices):
    """Why a placement ended before its last day; never why a pupil was away (no health
    data)."""

    HOST = "host", "L’accueillant met fin au stage"
    CLOSED = "closed", "L’accueillant ferme ou cesse son activité"
    ACTIVITY = "activity", "Les activités ne conviennent pas à la formation"
    SAFETY = "safety", "Sécurité de l’élève"
    BEHAVIOUR = "behaviour", "Manquement aux consignes"
    PUPIL = "pupil", "L’élève ne va plus en stage"
    SCHOOL = "school", "Décision de l’établissement"
    OTHER = "other", "Autre motif"
