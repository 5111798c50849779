from events.models.editions import (
    Break,
    Criterion,
    Deadline,
    Edition,
    Panel,
    Prize,
    Regulation,
    TieDecision,
)
from events.models.events import OFFICERS, ORGANISERS, Event
from events.models.gifts import PlaceGift
from events.models.judging import Conflict, Juror, Score, ScoreSheet, SheetHistory
from events.models.programmes import Programme, ProgrammeEntry
from events.models.registrations import (
    CheckIn,
    Registration,
    RegistrationSettings,
    SessionEntry,
)
from events.models.sessions import Session
from events.models.teams import Support, Team, Vote
from events.models.themes import Theme

__all__ = [
    "CheckIn",
    "Registration",
    "RegistrationSettings",
    "SessionEntry",
    "OFFICERS",
    "ORGANISERS",
    "Break",
    "Conflict",
    "Criterion",
    "Deadline",
    "Edition",
    "Event",
    "Juror",
    "Panel",
    "PlaceGift",
    "Prize",
    "Programme",
    "ProgrammeEntry",
    "Regulation",
    "Score",
    "ScoreSheet",
    "Session",
    "SheetHistory",
    "Support",
    "Team",
    "Theme",
    "TieDecision",
    "Vote",
]
