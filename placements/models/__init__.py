from .campaigns import Campaign
from .placements import Placement, Stay
from .proposals import PlacementProposal
from .pupils import ClassReferent, LegalGuardian, Pupil

__all__ = [
    "Campaign",
    "ClassReferent",
    "LegalGuardian",
    "Placement",
    "PlacementProposal",
    "Pupil",
    "Stay",
]
