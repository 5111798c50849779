from .agreements import Agreement, HostPart
from .campaigns import Campaign
from .follow_up import Incident, PresenceDay, Visit
from .notices import AgreementNotice
from .parameters import PresenceLimits
from .placements import Placement, Stay
from .proposals import PlacementProposal
from .pupils import ClassReferent, LegalGuardian, Pupil

__all__ = [
    "Agreement",
    "AgreementNotice",
    "Campaign",
    "ClassReferent",
    "HostPart",
    "Incident",
    "LegalGuardian",
    "Placement",
    "PlacementProposal",
    "PresenceDay",
    "PresenceLimits",
    "Pupil",
    "Stay",
    "Visit",
]
