from .agreements import Agreement, HostPart
from .applications import PlacementApplication, PlacementWish
from .campaigns import Campaign
from .offers import OfferFavourite, OfferReport, OfferWeek, PlacementOffer
from .placements import Placement, Stay
from .proposals import PlacementProposal
from .pupils import ClassReferent, LegalGuardian, Pupil

__all__ = [
    "Agreement",
    "Campaign",
    "ClassReferent",
    "HostPart",
    "LegalGuardian",
    "OfferFavourite",
    "OfferReport",
    "OfferWeek",
    "Placement",
    "PlacementApplication",
    "PlacementOffer",
    "PlacementProposal",
    "PlacementWish",
    "Pupil",
    "Stay",
]
