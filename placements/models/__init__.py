from .campaigns import Campaign
from .placements import Placement, Stay
from .pupils import ClassReferent, LegalGuardian, Pupil

__all__ = ["Campaign", "ClassReferent", "LegalGuardian", "Placement", "Pupil", "Stay"]
