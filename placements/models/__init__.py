from .agreements import Agreement, HostPart
from .applications import PlacementApplication, PlacementWish
from .campaigns import Campaign
from .follow_up import Incident, PresenceDay, Visit
from .notices import AgreementNotice
from .offer_care import OfferFavourite, OfferReport
from .offers import OfferWeek, PlacementOffer
from .parameters import PresenceLimits
from .placements import Placement, Stay
from .proposals import PlacementProposal
from .pupils import ClassReferent, LegalGuardian, Pupil
from .tracks import DiscoveryTrack, TrackCandidate, TrackDay
from .vocational import EarlyEnd, HostDeclaration, PfmpLimits

__all__ = [
    "Agreement",
    "AgreementNotice",
    "Campaign",
    "ClassReferent",
    "DiscoveryTrack",
    "EarlyEnd",
    "HostDeclaration",
    "HostPart",
    "Incident",
    "LegalGuardian",
    "OfferFavourite",
    "OfferReport",
    "OfferWeek",
    "PfmpLimits",
    "Placement",
    "PlacementApplication",
    "PlacementOffer",
    "PlacementProposal",
    "PlacementWish",
    "PresenceDay",
    "PresenceLimits",
    "Pupil",
    "Stay",
    "TrackCandidate",
    "TrackDay",
    "Visit",
]
