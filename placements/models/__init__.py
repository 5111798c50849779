from .agreements import Agreement, HostPart
from .applications import PlacementApplication, PlacementWish
from .campaigns import Campaign
from .follow_up import Incident, PresenceDay, Visit
from .insertion import Insertion, JobOffer
from .notices import AgreementNotice
from .offer_care import OfferFavourite, OfferReport
from .offers import OfferWeek, PlacementOffer
from .parameters import PresenceLimits
from .pfmp_hosts import (
    HostAccess,
    HostAsk,
    HostRequest,
    HostRequestPupil,
    PlacementMobility,
)
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
    "HostAccess",
    "HostAsk",
    "EarlyEnd",
    "HostDeclaration",
    "HostPart",
    "HostRequest",
    "HostRequestPupil",
    "Incident",
    "Insertion",
    "JobOffer",
    "LegalGuardian",
    "OfferFavourite",
    "OfferReport",
    "OfferWeek",
    "PfmpLimits",
    "Placement",
    "PlacementApplication",
    "PlacementMobility",
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
