"""The choices of meetings, with their facts."""

from django.db import models


class MeetingKind(models.TextChoices):
    """The meetings of a year (R-CL-3)."""

    PLENARY = "plenary", "réunion plénière"
    STEERING = "steering", "comité de pilotage"
    END_OF_MAY = "end_of_may", "réunion de fin mai"
    OTHER = "other", "autre réunion"


class MeetingState(models.TextChoices):
    PLANNED = "planned", "en préparation"
    INVITED = "invited", "invitations envoyées"
    DEFERRED = "deferred", "reportée, date à fixer"
    HELD = "held", "tenue"
    REPORTED = "reported", "compte rendu diffusé"
    CANCELLED = "cancelled", "annulée"


# Still ahead of us.
COMING = (MeetingState.PLANNED, MeetingState.INVITED, MeetingState.DEFERRED)
# Nobody met: nothing to decide of.
NOT_MET = (MeetingState.PLANNED, MeetingState.DEFERRED, MeetingState.CANCELLED)
TOOK_PLACE = (MeetingState.HELD, MeetingState.REPORTED)


class Answer(models.TextChoices):
    """What somebody invited says before, and what the sheet says after."""

    AWAITED = "awaited", "sans réponse"
    PRESENT = "present", "présent"
    EXCUSED = "excused", "excusé"
    REPRESENTED = "represented", "représenté"


class Attendance(models.TextChoices):
    UNKNOWN = "unknown", "non relevé"
    PRESENT = "present", "présent"
    EXCUSED = "excused", "excusé"
    REPRESENTED = "represented", "représenté"
    ABSENT = "absent", "absent"


class DecisionState(models.TextChoices):
    OPEN = "open", "à suivre"
    DONE = "done", "faite"
    DROPPED = "dropped", "abandonnée"
