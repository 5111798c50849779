from .agreements import Agreement, HostPart
from .campaigns import Campaign
from .placements import Placement, Stay
from .proposals import PlacementProposal
from .pupils import ClassReferent, LegalGuardian, Pupil
from .tracks import DiscoveryTrack, TrackCandidate, TrackDay

__all__ = [
    "Agreement",
    "Campaign",
    "ClassReferent",
    "DiscoveryTrack",
    "HostPart",
    "LegalGuardian",
    "Placement",
    "PlacementProposal",
    "Pupil",
    "Stay",
    "TrackCandidate",
    "TrackDay",
]
