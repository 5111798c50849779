"""The choices of a committee's actions (R-CL-4)."""

from django.db.models import IntegerChoices, TextChoices


class Audience(TextChoices):
    """For whom an action is: the levels of R-CL-4, staff and the public."""

    SIXIEME = "6e", "6e"
    CINQUIEME = "5e", "5e"
    QUATRIEME = "4e", "4e"
    TROISIEME = "3e", "3e"
    SECONDE = "2de", "2de"
    PREMIERE = "1re", "1re"
    TERMINALE = "terminale", "Terminale"
    CAP = "CAP", "CAP"
    BTS = "BTS", "BTS"
    CPGE = "CPGE", "CPGE"
    APPRENTICE = "apprentice", "Apprentis"
    MLDS = "MLDS", "MLDS"
    UPE2A = "UPE2A", "UPE2A"
    STAFF = "staff", "Personnels"
    PUBLIC = "public", "Tout public"

    @property
    def is_pupils(self):
        """Whether they are bound by the school calendar (R-ID-9)."""
        return self not in (self.STAFF, self.PUBLIC)


class Priority(TextChoices):
    """The priority audiences that an action reached: never of a named pupil (R-ID-7)."""

    REP = "REP", "REP"
    REP_PLUS = "REP+", "REP+"
    QPV = "QPV", "Quartier prioritaire (QPV)"
    RURAL = "rural", "Rural"
    SEGPA = "SEGPA", "SEGPA"
    ULIS = "ULIS", "ULIS"
    UPE2A = "UPE2A", "UPE2A"
    MLDS = "MLDS", "MLDS"


class ActionState(TextChoices):
    """Where an action stands; `workflow.actions` alone changes it."""

    PLANNED = "planned", "Prévue"
    DONE = "done", "Réalisée"
    POSTPONED = "postponed", "Reportée"
    CANCELLED = "cancelled", "Annulée"


class Satisfaction(IntegerChoices):
    """What the participants said of it, all together."""

    POOR = 1, "1 sur 4, peu satisfaits"
    MIXED = 2, "2 sur 4, partagés"
    GOOD = 3, "3 sur 4, satisfaits"
    EXCELLENT = 4, "4 sur 4, très satisfaits"
