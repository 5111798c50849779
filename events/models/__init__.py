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
from events.models.events import ORGANISERS, Event
from events.models.judging import Conflict, Juror, Score, ScoreSheet, SheetHistory
from events.models.teams import Support, Team, Vote

__all__ = [
    "ORGANISERS",
    "Break",
    "Conflict",
    "Criterion",
    "Deadline",
    "Edition",
    "Event",
    "Juror",
    "Panel",
    "Prize",
    "Regulation",
    "Score",
    "ScoreSheet",
    "SheetHistory",
    "Support",
    "Team",
    "TieDecision",
    "Vote",
]
