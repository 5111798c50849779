"""The choices of the follow-up of a placement, with their facts."""

from datetime import timedelta

from django.db import models

# Attendance may still be written or corrected after the last day.
ATTENDANCE_OPEN = timedelta(days=30)


class VisitKind(models.TextChoices):
    """How the referent had news."""

    VISIT = "visit", "Visite"
    CALL = "call", "Appel"


class Alert(models.TextChoices):
    """What a visit or a call found."""

    GREEN = "green", "Vert : tout va bien"
    ORANGE = "orange", "Orange : à suivre"
    RED = "red", "Rouge : il faut intervenir"


class Half(models.TextChoices):
    """Whether the pupil was there, of one half-day."""

    PRESENT = "present", "Présent"
    ABSENT = "absent", "Absent"
    NOT_DUE = "", "Pas de présence prévue"


class Teller(models.TextChoices):
    """Who of the two says it; the school's word stands before the host's."""

    SCHOOL = "school", "l’établissement"
    HOST = "host", "l’accueillant"


class IncidentKind(models.TextChoices):
    """What happened; an accident is declared the same day (R-PL-6)."""

    ACCIDENT = "accident", "Accident pendant le stage"
    WAY = "way", "Accident sur le trajet"
    SAFETY = "safety", "Consigne de sécurité non respectée"
    ACTIVITY = "activity", "Activité non prévue ou interdite"
    BEHAVIOUR = "behaviour", "Comportement"
    VIOLENCE = "violence", "Violence, harcèlement ou discrimination"
    OTHER = "other", "Autre incident"

    @property
    def is_accident(self):
        return self in (IncidentKind.ACCIDENT, IncidentKind.WAY)


class MissedReason(models.TextChoices):
    """Why a placement did not take place; never why a pupil was away (no health data)."""

    PUPIL = "pupil", "L’élève n’est pas venu"
    HOST = "host", "L’accueillant n’a pas pu accueillir l’élève"
    STOPPED = "stopped", "Stage interrompu avant la fin"
    SCHOOL = "school", "Décision de l’établissement"
