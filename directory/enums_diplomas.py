"""Kinds of vocational diplomas, with the lengths that R-PF-1 gives them."""

from django.db import models

from directory.enums import Level


class DiplomaKind(models.TextChoices):
    """What a vocational diploma is to the rules of its periods in a company."""

    CAP = "cap", "CAP"
    BAC_PRO = "bac_pro", "Baccalauréat professionnel"
    BTS = "bts", "BTS"
    OTHER = "other", "Autre diplôme"

    @property
    def levels(self):
        """The levels of its classes; every level for another diploma."""
        return _LEVELS.get(self.value, tuple(Level))

    @property
    def usual(self):
        """(minimum weeks, maximum weeks, years) of the whole course (R-PF-1); None when the
        reference of each diploma says."""
        return _USUAL.get(self.value)


_LEVELS = {
    "cap": (Level.CAP1, Level.CAP2),
    "bac_pro": (Level.SECONDE, Level.PREMIERE, Level.TERMINALE),
    "bts": (Level.BTS1, Level.BTS2),
}
_USUAL = {"cap": (12, 14, 2), "bac_pro": (18, 22, 3)}
